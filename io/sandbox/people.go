package sandbox

import "licet/io/sandbox/login"

// person gives the user with a name as one who signs in; without a name the first
// user, or nobody where there is none.
func (st *Store) person(name string) (login.Person, bool) {
	st.mu.RLock()
	defer st.mu.RUnlock()
	if i := st.find(name); i >= 0 {
		return personOf(st.accounts[i]), true
	}
	if name != "" {
		return login.Person{}, false
	}
	for _, a := range st.accounts {
		if a != nil {
			return personOf(a), true
		}
	}
	return login.Person{UserPrincipalName: "nobody@" + st.org.ID, DisplayName: "Nobody"}, true
}

func personOf(a *account) login.Person {
	p := a.profile
	return login.Person{ID: p.ID, UserPrincipalName: p.UserPrincipalName, DisplayName: p.DisplayName}
}
