package report

import "licet/io/language"

// longest is the number of cells that a single foreign text may take: a
// name of ten thousand characters must not push everything else away.
const longest = 80

// short is visible (language.Visible), and never longer than a line can bear.
func short(s string) string { return cut(language.Visible(s), longest) }

// sentence is visible for texts that say something: messages and hints, which
// may be longer than a name.
func sentence(s string) string { return cut(language.Visible(s), 8*longest) }
