// Package names settles licences, apps and people by what was written of them:
// first among what the tenant has, then in the catalogue of products. What may
// mean several is told with all of them, and what means nothing with what is near.
package names
