package sheet

import (
	"slices"
	"strings"

	"licet/reconcile"
)

// The words of cells, in the form of foldHeader (actions, none, totals) or of
// foldWord (boxes).

// actionWords are the words of an action column.
var actionWords = map[string]reconcile.Action{
	"assign": reconcile.ActionAssign, "assigned": reconcile.ActionAssign, "assignlicense": reconcile.ActionAssign, "assignlicence": reconcile.ActionAssign,
	"add": reconcile.ActionAssign, "added": reconcile.ActionAssign, "addlicense": reconcile.ActionAssign, "addlicence": reconcile.ActionAssign,
	"grant": reconcile.ActionAssign, "give": reconcile.ActionAssign, "allocate": reconcile.ActionAssign,
	"unassign": reconcile.ActionUnassign, "unassigned": reconcile.ActionUnassign, "remove": reconcile.ActionUnassign, "removed": reconcile.ActionUnassign,
	"removelicense": reconcile.ActionUnassign, "removelicence": reconcile.ActionUnassign, "revoke": reconcile.ActionUnassign, "revoked": reconcile.ActionUnassign,
	"delete": reconcile.ActionUnassign, "deleted": reconcile.ActionUnassign, "deallocate": reconcile.ActionUnassign, "takeaway": reconcile.ActionUnassign,
	"分配": reconcile.ActionAssign, "添加": reconcile.ActionAssign, "授予": reconcile.ActionAssign, "增加": reconcile.ActionAssign,
	"取消分配": reconcile.ActionUnassign, "移除": reconcile.ActionUnassign, "删除": reconcile.ActionUnassign, "撤销": reconcile.ActionUnassign, "收回": reconcile.ActionUnassign,
	"zuweisen": reconcile.ActionAssign, "hinzufugen": reconcile.ActionAssign,
	"entfernen": reconcile.ActionUnassign, "entziehen": reconcile.ActionUnassign, "aufheben": reconcile.ActionUnassign,
	"attribuer": reconcile.ActionAssign, "ajouter": reconcile.ActionAssign,
	"supprimer": reconcile.ActionUnassign, "retirer": reconcile.ActionUnassign,
	"asignar": reconcile.ActionAssign, "agregar": reconcile.ActionAssign, "anadir": reconcile.ActionAssign,
	"quitar": reconcile.ActionUnassign, "eliminar": reconcile.ActionUnassign,
	"割り当て": reconcile.ActionAssign, "割り当てる": reconcile.ActionAssign, "追加": reconcile.ActionAssign,
	"解除": reconcile.ActionUnassign, "割り当て解除": reconcile.ActionUnassign, "削除": reconcile.ActionUnassign,
}

// actionOf understands the cell of an action column; ok is false for a word
// that is no action.
func actionOf(cell string) (action reconcile.Action, ok bool) {
	switch strings.TrimSpace(cell) {
	case "":
		return reconcile.ActionUnsaid, true
	case "+":
		return reconcile.ActionAssign, true
	case "-":
		return reconcile.ActionUnassign, true
	}
	word := foldHeader(cell)
	if noneWords[word] {
		return reconcile.ActionNone, true
	}
	action, ok = actionWords[word]
	return action, ok
}

// isWholeAction reports whether a cell is an action and cannot be the beginning
// of a word for another one.
func isWholeAction(cell string) bool {
	action, ok := actionOf(cell)
	return ok && isWhole(foldHeader(cell), action, actionWords)
}

// isWholeTick reports whether a cell is a box and cannot be the beginning of a
// word of the other side.
func isWholeTick(cell string) bool {
	t := tickOf(cell)
	return t != tickUnknown && isWhole(foldWord(cell), t, tickWords)
}

// isWhole reports whether a word begins no word that means anything else.
func isWhole[T comparable](word string, means T, words map[string]T) bool {
	for other, m := range words {
		if strings.HasPrefix(other, word) && m != means {
			return false
		}
	}
	return word != ""
}

// noneWords say in a licence cell that the user is to have no licence.
var noneWords = map[string]bool{
	"none": true, "unlicensed": true, "notlicensed": true, "nolicense": true, "nolicence": true, "nolicenses": true, "nolicences": true,
	"无": true, "無": true, "无许可证": true, "未授权": true, "未许可": true, "未获许可": true,
	"なし": true, "ライセンスなし": true,
	"keine": true, "keinelizenz": true, "keinelizenzen": true, "nichtlizenziert": true, "unlizenziert": true,
	"aucun": true, "aucune": true, "aucunelicence": true, "sanslicence": true,
	"ninguno": true, "ninguna": true, "ningunalicencia": true, "sinlicencia": true,
}

func isNone(cell string) bool {
	return len(cell) <= 40 && noneWords[foldHeader(cell)]
}

// tick is the state of a box.
type tick uint8

const (
	tickUnknown tick = iota
	tickOff
	tickOn
)

// tickWords are the words and symbols of boxes. Those that mean yes to some
// and no to others are left out: the multiplication sign, the box with an x,
// the letter o.
var tickWords = map[string]tick{
	"":  tickOff,
	"x": tickOn, "y": tickOn, "yes": tickOn, "t": tickOn, "true": tickOn, "1": tickOn, "on": tickOn,
	"n": tickOff, "no": tickOff, "f": tickOff, "false": tickOff, "0": tickOff, "off": tickOff,
	"✓": tickOn, "✔": tickOn, "☑": tickOn, "✅": tickOn, "√": tickOn, "●": tickOn, "○": tickOn, "◯": tickOn, "〇": tickOn, "◎": tickOn,
	"☐": tickOff, "□": tickOff, "✗": tickOff, "✘": tickOff, "❌": tickOff, "-": tickOff, "–": tickOff, "—": tickOff,
	"是": tickOn, "有": tickOn, "对": tickOn, "真": tickOn, "否": tickOff, "无": tickOff, "没有": tickOff, "假": tickOff,
	"はい": tickOn, "有り": tickOn, "あり": tickOn, "いいえ": tickOff, "無": tickOff, "無し": tickOff, "なし": tickOff,
	"j": tickOn, "ja": tickOn, "wahr": tickOn, "nein": tickOff, "falsch": tickOff,
	"oui": tickOn, "vrai": tickOn, "non": tickOff, "faux": tickOff,
	"s": tickOn, "si": tickOn, "sí": tickOn, "verdadero": tickOn, "falso": tickOff,
}

func tickOf(cell string) tick {
	if t, ok := tickWords[cell]; ok {
		return t
	}
	if len(cell) > 40 {
		return tickUnknown
	}
	return tickWords[foldWord(cell)]
}

// totalWords head the rows of totals.
var totalWords = map[string]bool{
	"total": true, "totals": true, "grandtotal": true, "subtotal": true, "sum": true, "count": true, "totalusers": true, "totallicenses": true, "totallicences": true,
	"合计": true, "总计": true, "小计": true, "总数": true, "合計": true, "小計": true, "総計": true,
	"summe": true, "gesamt": true, "gesamtsumme": true, "zwischensumme": true, "anzahl": true,
	"somme": true, "totalgeneral": true, "soustotal": true, "suma": true,
}

// exampleWords begin the example rows of templates (Entra: bulk create users).
var exampleWords = []string{"example:", "beispiel:", "exemple:", "exemple :", "ejemplo:", "例:", "例：", "示例:", "示例："}

// isExample reports whether a cell begins an example row.
func isExample(cell string) bool {
	cell = strings.TrimLeft(cell, " ")
	if cell == "" || cell[0] < 0x80 && cell[0]|0x20 != 'e' && cell[0]|0x20 != 'b' {
		return false
	}
	low := strings.ToLower(cell[:min(len(cell), 40)])
	return slices.ContainsFunc(exampleWords, func(w string) bool { return strings.HasPrefix(low, w) })
}

// isObjectName reports whether a cell holds the name of an object's type, or
// its raw form, which is what PowerShell writes for a list that was not joined.
func isObjectName(cell string) bool {
	if cell == "" || strings.IndexByte("SM@[", cell[0]) < 0 {
		return false
	}
	return strings.HasPrefix(cell, "System.") || strings.HasPrefix(cell, "Microsoft.Online.Administration.") ||
		strings.HasPrefix(cell, "Microsoft.Graph.PowerShell.") || strings.HasPrefix(cell, "@{") || cell == "[object Object]"
}

// isErrorValue reports whether a cell holds the error of a formula.
func isErrorValue(cell string) bool {
	switch cell {
	case "#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA", "#NV", "#BEZUG!", "#WERT!", "#NOM?", "#VALEUR!", "#¡REF!", "#¡VALOR!", "#¿NOMBRE?":
		return true
	}
	return false
}
