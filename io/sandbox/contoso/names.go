package contoso

import (
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// culture is where people's names come from. Names that are not written in
// Latin letters carry a transcription behind an equals sign.
type culture struct {
	country string
	// surnameFirst joins the names the other way round, with between.
	surnameFirst    bool
	between         string
	given, surnames []string
}

func words(s string) []string { return strings.Fields(s) }

// cultures all have 12 given names and 12 surnames (see personAt).
var cultures = []culture{
	{country: "US", between: " ",
		given:    words("Olivia Liam Emma Noah Ava James Mia Ethan Grace Mason Ruth Tyler"),
		surnames: words("Johnson Williams Carter Brooks Hayes Mitchell Parker Reed Foster Bennett Coleman Price")},
	{country: "IE", between: " ",
		given:    words("Seán Aoife Conor Niamh Ciarán Siobhán Declan Róisín Fionn Gráinne Eoin Maeve"),
		surnames: words("O'Brien O'Connor Murphy Byrne Kelly O'Sullivan Doyle McCarthy Gallagher Nolan D'Arcy Kavanagh")},
	{country: "DE", between: " ",
		given:    words("Jürgen Anke Björn Käthe Lukas Greta Sören Heike Matthias Uta Jörg Frauke"),
		surnames: words("Müller Schäfer Köhler Weiß Größmann Krüger Böhm Vogel Schröder Jäger Hübner Lang")},
	{country: "FR", between: " ",
		given:    words("Élodie François Chloé Jean-Luc Zoé Gaël Hélène Rémi Anaïs Benoît Margaux Loïc"),
		surnames: words("Lefèvre Dubois D'Aubigné Moreau Gauthier Lemaître Chevalier Fournier L'Hôte Garnier Rousseau Béraud")},
	{country: "ES", between: " ",
		given:    words("Lucía Álvaro Begoña Iñaki Sofía Jesús Inés Óscar Nerea Rubén Pilar Adrián"),
		surnames: words("García Núñez Ibáñez Peña Castaño Rodríguez Muñoz Vázquez Ordóñez Gutiérrez Álvarez Sáez")},
	{country: "IT", between: " ",
		given:    words("Nicolò Giulia Matteo Chiara Niccolò Beatrice Davide Elisa Tommaso Serena Pietro Noemi"),
		surnames: words("D'Angelo Rossi Bianchi Colombo Dell'Acqua Ricci Marini Greco Conti Lombardi Barbieri Fabbri")},
	{country: "PL", between: " ",
		given:    words("Łukasz Zofia Michał Małgorzata Wojciech Agnieszka Paweł Joanna Sławomir Hanna Grzegorz Bożena"),
		surnames: words("Kowalczyk Wiśniewska Wójcik Dąbrowska Zieliński Szymańska Woźniak Kozłowska Jabłoński Król Wróbel Pawłowska")},
	{country: "SE", between: " ",
		given:    words("Åsa Göran Märta Björn-Erik Elin Håkan Linnéa Nils Örjan Saga Tove Viggo"),
		surnames: words("Lindström Åkesson Sjöberg Nyström Öberg Hägglund Bergqvist Ström Löfgren Ekdahl Wallin Håkansson")},
	{country: "BR", between: " ",
		given:    words("João Letícia Thiago Antônia Vinícius Márcia Caio Luísa Otávio Patrícia Cauã Débora"),
		surnames: words("Araújo Conceição Gonçalves Magalhães Brandão Teixeira Guimarães Falcão Lourenço Assunção Peixoto Simões")},
	{country: "IN", between: " ",
		given:    words("Aarav Priya Rohan Ananya Vikram Meera Arjun Kavya Sanjay Lakshmi Nikhil Divya"),
		surnames: words("Sharma Iyer Patel Reddy Banerjee Kulkarni Nair Chaudhary Deshmukh Mehta Rao Subramanian")},
	{country: "CN", surnameFirst: true,
		given:    words("伟=wei 芳=fang 娜=na 敏=min 静=jing 强=qiang 磊=lei 洋=yang 艳=yan 杰=jie 雪梅=xuemei 建国=jianguo"),
		surnames: words("王=wang 李=li 张=zhang 刘=liu 陈=chen 杨=yang 赵=zhao 黄=huang 周=zhou 吴=wu 徐=xu 欧阳=ouyang")},
	{country: "JP", surnameFirst: true, between: " ",
		given:    words("健=ken 結衣=yui 大輔=daisuke 陽菜=hina 翔太=shota 美咲=misaki 拓也=takuya 葵=aoi 直樹=naoki 恵=megumi 涼=ryo 桜=sakura"),
		surnames: words("佐藤=sato 鈴木=suzuki 高橋=takahashi 田中=tanaka 渡辺=watanabe 伊藤=ito 山本=yamamoto 中村=nakamura 小林=kobayashi 加藤=kato 吉田=yoshida 山田=yamada")},
}

// person is a name with what follows from it.
type person struct {
	given, surname, display, country string
	// address is the local part of the person's mail address.
	address string
}

const (
	namesEach = 12
	// stride has no factor in common with the number of names, so that steps
	// of it reach each name once before any comes again.
	stride = 1085
)

// personAt gives the person with number i. Two numbers never share an address.
func personAt(i int) person {
	total := len(cultures) * namesEach * namesEach
	at := i * stride % total
	c := &cultures[at%len(cultures)]
	at /= len(cultures)
	given, givenLatin := spell(c.given[at%namesEach])
	surname, surnameLatin := spell(c.surnames[at/namesEach])
	p := person{given: given, surname: surname, country: c.country, address: givenLatin + "." + surnameLatin}
	p.display = given + c.between + surname
	if c.surnameFirst {
		p.display = surname + c.between + given
	}
	if round := i / total; round > 0 {
		p.address += strconv.Itoa(round + 1)
	}
	return p
}

// spell gives a name and its form in an address. An apostrophe stays: user
// principal names may have it.
func spell(name string) (native, latin string) {
	native, latin, transcribed := strings.Cut(name, "=")
	if transcribed {
		return native, latin
	}
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(native)) {
		switch {
		case r == 'ß':
			b.WriteString("ss")
		case r == 'ł':
			b.WriteByte('l')
		case !unicode.Is(unicode.Mn, r):
			b.WriteRune(r)
		}
	}
	return native, b.String()
}
