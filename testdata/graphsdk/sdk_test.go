package graphsdk_test

import (
	_ "github.com/microsoft/kiota-abstractions-go"
	_ "github.com/microsoft/kiota-abstractions-go/authentication"
	_ "github.com/microsoftgraph/msgraph-sdk-go"
	_ "github.com/microsoftgraph/msgraph-sdk-go-core"
	_ "github.com/microsoftgraph/msgraph-sdk-go/models"
	_ "github.com/microsoftgraph/msgraph-sdk-go/models/odataerrors"
	_ "github.com/microsoftgraph/msgraph-sdk-go/users"
)
