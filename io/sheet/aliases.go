package sheet

import (
	"slices"
	"strings"
)

// Fields that a column can have, as Info and --column name them.
const (
	fieldUser     = "user"
	fieldLicense  = "license"
	fieldAction   = "action"
	fieldEnabled  = "enabled apps"
	fieldDisabled = "disabled apps"
	fieldLocation = "usage location"
	fieldPriority = "priority"
	fieldApp      = "app"
)

// Fields are the names that Options.Columns takes.
func Fields() []string {
	return []string{fieldUser, fieldLicense, fieldAction, fieldEnabled, fieldDisabled, fieldLocation, fieldPriority}
}

// meaning is what a header stands for. Of several columns with one field the
// one of the lowest rank counts first; two of one rank are not told apart.
type meaning struct {
	field string
	rank  int
}

// Ranks of the columns that name users, and of those that name licences.
const (
	rankUPN = iota + 1
	rankObjectID
	rankLogin
	rankMail
)

const (
	rankSKUID = iota + 1
	rankPartNumber
	rankName
	// rankAdd and rankRemove carry their action with them.
	rankAdd
	rankRemove
)

// aliases are the headers that are known, in the form of foldHeader. Where they
// are from is told in docs/sheets.md.
var aliases = map[string]meaning{
	// Users, English: Graph, PowerShell, admin centre, HR lists.
	"userprincipalname": {fieldUser, rankUPN}, "upn": {fieldUser, rankUPN}, "principalname": {fieldUser, rankUPN},
	"objectid": {fieldUser, rankObjectID}, "userid": {fieldUser, rankObjectID}, "azureadobjectid": {fieldUser, rankObjectID}, "entraobjectid": {fieldUser, rankObjectID}, "externaldirectoryobjectid": {fieldUser, rankObjectID},
	"user": {fieldUser, rankLogin}, "users": {fieldUser, rankLogin}, "username": {fieldUser, rankLogin}, "login": {fieldUser, rankLogin}, "loginname": {fieldUser, rankLogin}, "logonname": {fieldUser, rankLogin},
	"signinname": {fieldUser, rankLogin}, "account": {fieldUser, rankLogin}, "accountname": {fieldUser, rankLogin}, "person": {fieldUser, rankLogin}, "employee": {fieldUser, rankLogin}, "windowsliveid": {fieldUser, rankLogin},
	"mail": {fieldUser, rankMail}, "email": {fieldUser, rankMail}, "emailaddress": {fieldUser, rankMail}, "mailaddress": {fieldUser, rankMail}, "primarysmtpaddress": {fieldUser, rankMail}, "primaryemail": {fieldUser, rankMail}, "workemail": {fieldUser, rankMail}, "smtpaddress": {fieldUser, rankMail},
	// Users, Chinese, Japanese, German, French, Spanish.
	"用户主体名称": {fieldUser, rankUPN}, "用户主体名": {fieldUser, rankUPN}, "对象id": {fieldUser, rankObjectID}, "用户": {fieldUser, rankLogin}, "用户名": {fieldUser, rankLogin}, "用户账号": {fieldUser, rankLogin}, "账号": {fieldUser, rankLogin}, "帐号": {fieldUser, rankLogin}, "登录名": {fieldUser, rankLogin},
	"邮箱": {fieldUser, rankMail}, "电子邮件": {fieldUser, rankMail}, "邮件": {fieldUser, rankMail}, "邮件地址": {fieldUser, rankMail}, "电子邮件地址": {fieldUser, rankMail}, "邮箱地址": {fieldUser, rankMail},
	"ユーザープリンシパル名": {fieldUser, rankUPN}, "オブジェクトid": {fieldUser, rankObjectID}, "ユーザー": {fieldUser, rankLogin}, "ユーザー名": {fieldUser, rankLogin}, "ユーザ名": {fieldUser, rankLogin}, "アカウント": {fieldUser, rankLogin}, "メール": {fieldUser, rankMail}, "メールアドレス": {fieldUser, rankMail}, "電子メール": {fieldUser, rankMail},
	"benutzerprinzipalname": {fieldUser, rankUPN}, "objektid": {fieldUser, rankObjectID}, "benutzer": {fieldUser, rankLogin}, "benutzername": {fieldUser, rankLogin}, "anmeldename": {fieldUser, rankLogin}, "konto": {fieldUser, rankLogin}, "mitarbeiter": {fieldUser, rankLogin}, "mailadresse": {fieldUser, rankMail}, "emailadresse": {fieldUser, rankMail},
	"nomdutilisateurprincipal": {fieldUser, rankUPN}, "nomprincipaldelutilisateur": {fieldUser, rankUPN}, "utilisateur": {fieldUser, rankLogin}, "nomdutilisateur": {fieldUser, rankLogin}, "identifiant": {fieldUser, rankLogin}, "courriel": {fieldUser, rankMail}, "adressemail": {fieldUser, rankMail}, "adresseemail": {fieldUser, rankMail}, "adressedemessagerie": {fieldUser, rankMail},
	"nombreprincipaldeusuario": {fieldUser, rankUPN}, "nombreprincipaldelusuario": {fieldUser, rankUPN}, "usuario": {fieldUser, rankLogin}, "nombredeusuario": {fieldUser, rankLogin}, "cuenta": {fieldUser, rankLogin}, "correo": {fieldUser, rankMail}, "correoelectronico": {fieldUser, rankMail},

	// Licences: GUIDs, part numbers, names.
	"skuid": {fieldLicense, rankSKUID}, "licenseskuid": {fieldLicense, rankSKUID}, "licenceskuid": {fieldLicense, rankSKUID}, "licenseguid": {fieldLicense, rankSKUID}, "skuguid": {fieldLicense, rankSKUID},
	"skupartnumber": {fieldLicense, rankPartNumber}, "accountskuid": {fieldLicense, rankPartNumber}, "accountsku": {fieldLicense, rankPartNumber}, "partnumber": {fieldLicense, rankPartNumber}, "sku": {fieldLicense, rankPartNumber}, "skus": {fieldLicense, rankPartNumber}, "stringid": {fieldLicense, rankPartNumber}, "licensesku": {fieldLicense, rankPartNumber},
	"license": {fieldLicense, rankName}, "licenses": {fieldLicense, rankName}, "licence": {fieldLicense, rankName}, "licences": {fieldLicense, rankName}, "licensename": {fieldLicense, rankName}, "licencename": {fieldLicense, rankName}, "licensenames": {fieldLicense, rankName},
	"licenseassignment": {fieldLicense, rankName}, "assignedlicense": {fieldLicense, rankName}, "assignedlicenses": {fieldLicense, rankName}, "assignedproducts": {fieldLicense, rankName}, "product": {fieldLicense, rankName}, "products": {fieldLicense, rankName}, "productname": {fieldLicense, rankName}, "productlicense": {fieldLicense, rankName}, "productlicenses": {fieldLicense, rankName},
	"newlicense": {fieldLicense, rankName}, "newlicenses": {fieldLicense, rankName}, "targetlicense": {fieldLicense, rankName}, "targetlicenses": {fieldLicense, rankName}, "desiredlicense": {fieldLicense, rankName}, "desiredlicenses": {fieldLicense, rankName}, "requiredlicense": {fieldLicense, rankName}, "requestedlicense": {fieldLicense, rankName}, "licensetype": {fieldLicense, rankName}, "licenseplan": {fieldLicense, rankName},
	"许可证": {fieldLicense, rankName}, "许可": {fieldLicense, rankName}, "产品": {fieldLicense, rankName}, "产品名称": {fieldLicense, rankName}, "产品许可证": {fieldLicense, rankName}, "授权": {fieldLicense, rankName}, "已分配的许可证": {fieldLicense, rankName}, "已分配的产品": {fieldLicense, rankName},
	"ライセンス": {fieldLicense, rankName}, "製品": {fieldLicense, rankName}, "製品名": {fieldLicense, rankName}, "製品ライセンス": {fieldLicense, rankName}, "割り当て済みライセンス": {fieldLicense, rankName},
	"lizenz": {fieldLicense, rankName}, "lizenzen": {fieldLicense, rankName}, "produkt": {fieldLicense, rankName}, "produkte": {fieldLicense, rankName}, "produktname": {fieldLicense, rankName}, "produktlizenz": {fieldLicense, rankName}, "produktlizenzen": {fieldLicense, rankName}, "zugewieseneprodukte": {fieldLicense, rankName},
	"produit": {fieldLicense, rankName}, "produits": {fieldLicense, rankName}, "nomduproduit": {fieldLicense, rankName}, "licencesattribuees": {fieldLicense, rankName}, "produitsattribues": {fieldLicense, rankName},
	"licencia": {fieldLicense, rankName}, "licencias": {fieldLicense, rankName}, "producto": {fieldLicense, rankName}, "productos": {fieldLicense, rankName}, "licenciasasignadas": {fieldLicense, rankName},
	"add": {fieldLicense, rankAdd}, "addlicense": {fieldLicense, rankAdd}, "addlicenses": {fieldLicense, rankAdd}, "addlicence": {fieldLicense, rankAdd}, "addlicences": {fieldLicense, rankAdd}, "licensestoadd": {fieldLicense, rankAdd}, "licensetoadd": {fieldLicense, rankAdd}, "licencestoadd": {fieldLicense, rankAdd}, "assign": {fieldLicense, rankAdd}, "assignlicenses": {fieldLicense, rankAdd},
	"remove": {fieldLicense, rankRemove}, "removelicense": {fieldLicense, rankRemove}, "removelicenses": {fieldLicense, rankRemove}, "removelicence": {fieldLicense, rankRemove}, "removelicences": {fieldLicense, rankRemove}, "licensestoremove": {fieldLicense, rankRemove}, "licensetoremove": {fieldLicense, rankRemove}, "licencestoremove": {fieldLicense, rankRemove}, "unassign": {fieldLicense, rankRemove},

	// Actions.
	"action": {fieldAction, 1}, "operation": {fieldAction, 1}, "change": {fieldAction, 1}, "操作": {fieldAction, 1}, "动作": {fieldAction, 1}, "アクション": {fieldAction, 1}, "aktion": {fieldAction, 1}, "vorgang": {fieldAction, 1}, "accion": {fieldAction, 1},
	// Apps.
	"enabledapps": {fieldEnabled, 1}, "enabledplans": {fieldEnabled, 1}, "enabledserviceplans": {fieldEnabled, 1}, "启用的应用": {fieldEnabled, 1}, "有効なアプリ": {fieldEnabled, 1}, "aktivierteapps": {fieldEnabled, 1}, "applicationsactivees": {fieldEnabled, 1}, "aplicacioneshabilitadas": {fieldEnabled, 1},
	"disabledapps": {fieldDisabled, 1}, "disabledplans": {fieldDisabled, 1}, "disabledserviceplans": {fieldDisabled, 1}, "禁用的应用": {fieldDisabled, 1}, "無効なアプリ": {fieldDisabled, 1}, "deaktivierteapps": {fieldDisabled, 1}, "applicationsdesactivees": {fieldDisabled, 1}, "aplicacionesdeshabilitadas": {fieldDisabled, 1},
	// Locations.
	"usagelocation": {fieldLocation, 1}, "使用位置": {fieldLocation, 1}, "使用地点": {fieldLocation, 1}, "利用場所": {fieldLocation, 1}, "使用場所": {fieldLocation, 1}, "verwendungsstandort": {fieldLocation, 1}, "nutzungsstandort": {fieldLocation, 1}, "emplacementdutilisation": {fieldLocation, 1}, "lieudutilisation": {fieldLocation, 1}, "ubicaciondeuso": {fieldLocation, 1},
	// Priorities.
	"priority": {fieldPriority, 1}, "优先级": {fieldPriority, 1}, "優先度": {fieldPriority, 1}, "優先順位": {fieldPriority, 1}, "prioritat": {fieldPriority, 1}, "priorite": {fieldPriority, 1}, "prioridad": {fieldPriority, 1},
}

// fieldNames maps the words of --column FIELD=HEADER to fields.
var fieldNames = map[string]string{
	"user": fieldUser, "upn": fieldUser, "license": fieldLicense, "licence": fieldLicense, "licenses": fieldLicense, "licences": fieldLicense,
	"action": fieldAction, "enabledapps": fieldEnabled, "disabledapps": fieldDisabled, "usagelocation": fieldLocation, "location": fieldLocation, "priority": fieldPriority,
}

// aboutLicenses are the beginnings and ends of headers that speak of licences
// without naming the one that is wished: "Has Exchange License", "Exchange
// License Assign Date", "License assignment details", "Current licenses".
var aboutLicenses = struct{ beginnings, ends []string }{
	beginnings: []string{"has", "is", "current", "old", "previous", "existing", "last", "number"},
	ends:       []string{"date", "time", "cost", "costs", "price", "count", "total", "status", "expiry", "details", "source", "group", "description", "states", "needed", "owner", "manager", "comment", "note", "notes", "key"},
}

// isAboutLicenses reports whether a folded header speaks of licences and names
// none.
func isAboutLicenses(folded string) bool {
	return folded == "licensed" ||
		slices.ContainsFunc(aboutLicenses.beginnings, func(w string) bool { return strings.HasPrefix(folded, w) }) ||
		slices.ContainsFunc(aboutLicenses.ends, func(w string) bool { return strings.HasSuffix(folded, w) })
}

// licenseWords are what headers have in common that speak of licences.
var licenseWords = []string{"licens", "licenc", "lizenz", "sku", "许可证", "ライセンス"}

// adminCenterHeaders occur in the export of active users; five of them beside
// users and licences make a sheet that export.
var adminCenterHeaders = map[string]bool{
	"blockcredential": true, "dirsyncenabled": true, "lastdirsynctime": true, "lastpasswordchangetimestamp": true, "licenseassignmentdetails": true,
	"oathtokenmetadata": true, "objectid": true, "passwordneverexpires": true, "preferreddatalocation": true, "preferredlanguage": true, "proxyaddresses": true,
	"releasetrack": true, "softdeletiontimestamp": true, "strongpasswordrequired": true, "whencreated": true, "alternateemailaddresses": true, "usagelocation": true,
}

// meaningOf looks a header up. Templates put the property's name in brackets
// (Entra: "User name [userPrincipalName] Required"), people add "(required)".
func meaningOf(header string) (meaning, bool) {
	folded := foldHeader(header)
	if m, ok := aliases[folded]; ok {
		return m, true
	}
	if _, rest, ok := strings.Cut(header, "["); ok {
		inner, _, _ := strings.Cut(rest, "]")
		if m, ok := aliases[foldHeader(inner)]; ok {
			return m, true
		}
	}
	if i := strings.IndexAny(header, "([（"); i > 0 {
		m, ok := aliases[foldHeader(header[:i])]
		return m, ok
	}
	return meaning{}, false
}

// numbered looks up a header such as "License 2" without its number.
func numbered(header string) (meaning, bool) {
	bare := strings.TrimRight(strings.TrimSpace(header), "0123456789")
	if bare == "" || len(bare) == len(strings.TrimSpace(header)) {
		return meaning{}, false
	}
	return meaningOf(strings.TrimRight(bare, " _-#."))
}
