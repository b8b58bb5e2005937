// Package audit says what an auditor wants to know of a tenant: what is owned
// and used and what it costs, which licences are held without need, what is
// broken, and what would be saved. It is pure: Run takes a tenant and gives data,
// and the savings come as rows of a sheet that goes through plan and apply like
// any other.
//
// A finding is about one user and one licence wherever that makes sense, so that
// each can be carried out by itself. What is never proposed: to take a licence
// away that comes through a group (licet does not change groups), or one of which
// nobody can say how the user came to it.
package audit
