package sandbox

import "licet/io/sandbox/login"

// people are the users of a store as those who sign in.
type people struct{ st *Store }

// Find gives the person with a name; without one the first user, or nobody where
// there is none.
func (p people) Find(name string) (login.Person, bool) {
	p.st.mu.RLock()
	defer p.st.mu.RUnlock()
	if i := p.st.find(name); i >= 0 {
		return personOf(p.st.accounts[i]), true
	}
	if name != "" {
		return login.Person{}, false
	}
	for _, a := range p.st.accounts {
		if a != nil {
			return personOf(a), true
		}
	}
	return login.Person{UserPrincipalName: "nobody@" + p.st.org.ID, DisplayName: "Nobody"}, true
}

func personOf(a *account) login.Person {
	p := a.profile
	return login.Person{ID: p.ID, UserPrincipalName: p.UserPrincipalName, DisplayName: p.DisplayName}
}
