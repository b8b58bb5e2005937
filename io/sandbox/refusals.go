package sandbox

import "net/http"

// Sentences of Graph's refusals (graph.md 12), word for word where they are
// known; the others are in choices.go.
const (
	codeBadRequest  = "Request_BadRequest"
	codeNotFound    = "Request_ResourceNotFound"
	codeQuery       = "Request_UnsupportedQuery"
	codeInternal    = "Service_InternalServerError"
	codeConcurrency = "Directory_ConcurrencyViolation"

	messageMissingParameters = "One or more parameters of the operation '%s' are missing from the request payload. The missing parameters are: %s."
	messageUnknownParameter  = "The parameter '%s' in the request payload is not a valid parameter for the operation '%s'."
	messageBadGUID           = "Cannot convert a primitive value to the expected type 'Edm.Guid'. See the inner exception for more details."
	messageNoUser            = "Resource '%s' does not exist or one of its queried reference-property objects are not present."
	messageUnknownSKU        = "License %s does not correspond to a valid company License."
	messageNotForUsers       = "License %s cannot be assigned to a user."
	messageNotHeld           = "User does not have a corresponding license."
	messageInherited         = "User license is inherited from a group membership and it cannot be removed directly from the user."
	messageNoLocation        = "License assignment cannot be done for user with invalid usage location."
	messageBadLocation       = "Property usageLocation is invalid."
	messageNoSeats           = "Subscription with SKU %s does not have any available licenses."
	messageExclusive         = "License assignment failed because service plans %s are mutually exclusive."
	messageDependency        = "License assignment failed because service plan %s depends on the service plan(s) %s"
	messageConcurrent        = "A conflicting object with one or more of the specified property values is being changed by concurrent requests. Please wait briefly and retry."
	messageDenied            = "Insufficient privileges to complete the operation."
	messageMethod            = "Specified HTTP method is not allowed for the request target."
	messageThrottled         = "Too many requests from Identifier:%s under category:%s. Please try again later."
	messageExpiredPage       = "The specified page token value has expired and can no longer be included in your request."
	messagePageSize          = "Invalid page size specified: '%s'. Must be between 1 and 999 inclusive."
)

// counting has the statistics count a refusal that a plan should have foreseen.
func (r *refusal) counting(count func(*Stats)) *refusal {
	r.count = count
	return r
}

func badRequest(format string, a ...any) *refusal {
	return refuse(http.StatusBadRequest, codeBadRequest, format, a...)
}

// malformed is for what is refused before it is looked at.
func malformed(format string, a ...any) *refusal {
	return refuse(http.StatusBadRequest, "BadRequest", format, a...)
}

func unsupported(format string, a ...any) *refusal {
	return refuse(http.StatusBadRequest, codeQuery, format, a...)
}

func noResource(key string) *refusal {
	return refuse(http.StatusNotFound, codeNotFound, messageNoUser, key)
}

// internalError is what a write gets that could not be logged.
func internalError(err error) *refusal {
	return refuse(http.StatusInternalServerError, codeInternal, "%v", err)
}
