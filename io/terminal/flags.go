package terminal

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"licet/io/language"

	"github.com/urfave/cli/v2"
)

// Choice is a flag whose value is one of a few words, or may be.
type Choice struct {
	*cli.StringFlag
	words []string
	// closed says that there are no other words.
	closed bool
}

// OneOf lets the value of a flag be one of a few words; the first is the default.
func OneOf(f *cli.StringFlag, allowed ...string) *Choice {
	f.Value = allowed[0]
	f.Action = func(_ *cli.Context, value string) error {
		if !slices.Contains(allowed, value) {
			return Problemf("--%s %q is not one of %s", f.Name, value, strings.Join(allowed, ", "))
		}
		return nil
	}
	return &Choice{StringFlag: f, words: allowed, closed: true}
}

// Such names words that the value of a flag may be, for completion.
func Such(f *cli.StringFlag, as ...string) *Choice { return &Choice{StringFlag: f, words: as} }

// list puts the words into what is said of the flag: behind it where there are no
// others, else in the place of %s.
func (c *Choice) list(words language.Speaker, usage string) string {
	all := strings.Join(c.words, ", ")
	if c.closed {
		return words.Say("%s: %s", usage, all)
	}
	return strings.Replace(usage, "%s", all, 1)
}

// Item is a command or a flag, and what is told of it.
type Item struct {
	Name, Usage string
	// Flag is the name of a flag without dashes; empty for a command.
	Flag string
}

// Group are the flags of a category.
type Group struct {
	Title string
	Items []Item
}

// FlagGroups sorts the flags of a command by category, and keeps their order
// within one. Flags that nobody is told of are left out.
func FlagGroups(c *cli.Command, words language.Speaker) []Group {
	category := func(f cli.Flag) string { return f.(cli.CategorizableFlag).GetCategory() }
	flags := c.VisibleFlags()
	slices.SortStableFunc(flags, func(a, b cli.Flag) int { return cmp.Compare(category(a), category(b)) })
	var groups []Group
	for i, f := range flags {
		if i == 0 || category(f) != category(flags[i-1]) {
			_, title, numbered := strings.Cut(inWords(words, category(f)), ". ")
			if !numbered {
				title = words.Say("Flags")
			}
			groups = append(groups, Group{Title: title})
		}
		g := &groups[len(groups)-1]
		g.Items = append(g.Items, flagItem(f, words))
	}
	return groups
}

// flagItem says what is told of a flag: its names, the kind of its value, what
// it does, and what holds without it.
func flagItem(f cli.Flag, words language.Speaker) Item {
	d := f.(cli.DocGenerationFlag)
	value, usage := placeholder(d, inWords(words, d.GetUsage()))
	if c, ok := f.(*Choice); ok {
		usage = c.list(words, usage)
	}
	name := "--" + f.Names()[0]
	for _, other := range f.Names()[1:] {
		name = strings.Repeat("-", min(len(other), 2)) + other + ", " + name
	}
	if value != "" {
		name += " " + value
	}
	if without := defaultOf(d); without != "" {
		usage = words.Say("%s (default %s)", usage, without)
	}
	return Item{Name: name, Usage: usage, Flag: f.Names()[0]}
}

// defaultOf is the value of a flag that nobody gave, where it says something.
func defaultOf(d cli.DocGenerationFlag) string {
	text := d.GetDefaultText()
	if plain, err := strconv.Unquote(text); err == nil {
		text = plain
	}
	if !d.TakesValue() || text == "0" || text == "0s" {
		return ""
	}
	return text
}

// placeholder gives the word for a flag's value, which stands between backquotes
// in its usage, and the usage without them.
func placeholder(d cli.DocGenerationFlag, text string) (value, usage string) {
	before, rest, found := strings.Cut(text, "`")
	if word, after, closed := strings.Cut(rest, "`"); found && closed {
		return word, before + word + after
	}
	switch d.(type) {
	case *cli.BoolFlag:
		return "", text
	case *cli.IntFlag, *cli.Float64Flag:
		return "N", text
	case *Choice:
		return "WORD", text
	default:
		return "TEXT", text
	}
}

// Variable is the environment variable of a flag.
func Variable(flag string) string {
	return "LICET_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}
