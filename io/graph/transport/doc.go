// Package transport carries requests to Graph and to the sign-in service over
// HTTP: the address of Graph, the proxy of the environment, redirects, and what
// it means when no answer of theirs comes back. It knows nothing of what is
// asked.
package transport
