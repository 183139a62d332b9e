package portrayal

import "strings"

// irregular lists the forms of verbs and nouns that do not follow the rules,
// past tense before past participle.
var irregular = map[string][]string{
	"be": {"am", "is", "are", "was", "were", "been", "being"}, "have": {"has", "had", "having"}, "do": {"does", "did", "done", "doing"},
	"arise": {"arises", "arose", "arisen", "arising"}, "awake": {"awakes", "awoke", "awoken", "awaking"}, "beat": {"beats", "beaten", "beating"},
	"become": {"becomes", "became", "becoming"}, "begin": {"begins", "began", "begun", "beginning"}, "bend": {"bends", "bent", "bending"},
	"betray": {"betrays", "betrayed", "betraying"}, "bind": {"binds", "bound", "binding"}, "bite": {"bites", "bit", "bitten", "biting"},
	"bleed": {"bleeds", "bled", "bleeding"}, "blow": {"blows", "blew", "blown", "blowing"}, "break": {"breaks", "broke", "broken", "breaking"},
	"bring": {"brings", "brought", "bringing"}, "build": {"builds", "built", "building"}, "burn": {"burns", "burned", "burnt", "burning"},
	"buy": {"buys", "bought", "buying"}, "catch": {"catches", "caught", "catching"}, "choose": {"chooses", "chose", "chosen", "choosing"},
	"come": {"comes", "came", "coming"}, "cut": {"cuts", "cutting"}, "deal": {"deals", "dealt", "dealing"}, "die": {"dies", "died", "dying"},
	"draw": {"draws", "drew", "drawn", "drawing"}, "dream": {"dreams", "dreamed", "dreamt", "dreaming"}, "drive": {"drives", "drove", "driven", "driving"},
	"eat": {"eats", "ate", "eaten", "eating"}, "fall": {"falls", "fell", "fallen", "falling"}, "feed": {"feeds", "fed", "feeding"},
	"feel": {"feels", "felt", "feeling"}, "fight": {"fights", "fought", "fighting"}, "find": {"finds", "found", "finding"},
	"flee": {"flees", "fled", "fleeing"}, "fly": {"flies", "flew", "flown", "flying"}, "forget": {"forgets", "forgot", "forgotten", "forgetting"},
	"forgive": {"forgives", "forgave", "forgiven", "forgiving"}, "freeze": {"freezes", "froze", "frozen", "freezing"},
	"get": {"gets", "got", "gotten", "getting"}, "give": {"gives", "gave", "given", "giving"}, "go": {"goes", "went", "gone", "going"},
	"grow": {"grows", "grew", "grown", "growing"}, "hang": {"hangs", "hung", "hanging"}, "hear": {"hears", "heard", "hearing"},
	"hide": {"hides", "hid", "hidden", "hiding"}, "hit": {"hits", "hitting"}, "hold": {"holds", "held", "holding"}, "hurt": {"hurts", "hurting"},
	"keep": {"keeps", "kept", "keeping"}, "know": {"knows", "knew", "known", "knowing"}, "lead": {"leads", "led", "leading"},
	"leave": {"leaves", "left", "leaving"}, "let": {"lets", "letting"}, "lie": {"lies", "lied", "lying"}, "lose": {"loses", "lost", "losing"},
	"make": {"makes", "made", "making"}, "mean": {"means", "meant", "meaning"}, "meet": {"meets", "met", "meeting"}, "mislead": {"misleads", "misled", "misleading"},
	"overcome": {"overcomes", "overcame", "overcoming"}, "override": {"overrides", "overrode", "overridden", "overriding"},
	"overthrow": {"overthrows", "overthrew", "overthrown", "overthrowing"}, "overtake": {"overtakes", "overtook", "overtaken", "overtaking"},
	"pay": {"pays", "paid", "paying"}, "put": {"puts", "putting"}, "read": {"reads", "reading"}, "rebuild": {"rebuilds", "rebuilt", "rebuilding"},
	"ride": {"rides", "rode", "ridden", "riding"}, "rise": {"rises", "rose", "risen", "rising"}, "run": {"runs", "ran", "running"},
	"say": {"says", "said", "saying"}, "see": {"sees", "saw", "seen", "seeing"}, "seek": {"seeks", "sought", "seeking"}, "sell": {"sells", "sold", "selling"},
	"send": {"sends", "sent", "sending"}, "set": {"sets", "setting"}, "shake": {"shakes", "shook", "shaken", "shaking"},
	"shoot": {"shoots", "shot", "shooting"}, "show": {"shows", "showed", "shown", "showing"}, "shut": {"shuts", "shutting"},
	"sing": {"sings", "sang", "sung", "singing"}, "sink": {"sinks", "sank", "sunk", "sinking"}, "slay": {"slays", "slew", "slain", "slaying"},
	"sleep": {"sleeps", "slept", "sleeping"}, "speak": {"speaks", "spoke", "spoken", "speaking"}, "spend": {"spends", "spent", "spending"},
	"spread": {"spreads", "spreading"}, "stand": {"stands", "stood", "standing"}, "steal": {"steals", "stole", "stolen", "stealing"},
	"strike": {"strikes", "struck", "stricken", "striking"}, "swear": {"swears", "swore", "sworn", "swearing"}, "take": {"takes", "took", "taken", "taking"},
	"teach": {"teaches", "taught", "teaching"}, "tear": {"tears", "tore", "torn", "tearing"}, "tell": {"tells", "told", "telling"},
	"think": {"thinks", "thought", "thinking"}, "throw": {"throws", "threw", "thrown", "throwing"},
	"understand": {"understands", "understood", "understanding"}, "undo": {"undoes", "undid", "undone", "undoing"}, "wake": {"wakes", "woke", "woken", "waking"},
	"wear": {"wears", "wore", "worn", "wearing"}, "weep": {"weeps", "wept", "weeping"}, "win": {"wins", "won", "winning"},
	"withdraw": {"withdraws", "withdrew", "withdrawn", "withdrawing"}, "withhold": {"withholds", "withheld", "withholding"},
	"write": {"writes", "wrote", "written", "writing"}, "child": {"children"}, "man": {"men"}, "woman": {"women"}, "life": {"lives"},
	"weapon": {"weapons"}, "enemy": {"enemies"}, "wife": {"wives"}, "blow up": {"blows up", "blew up", "blown up", "blowing up"},
}

// inflect returns the forms in which a lower-case lemma appears in text, the
// lemma included. For a phrase its first word is inflected. It errs on the
// side of too many: a form that no text holds costs nothing.
func inflect(lemma string) []string {
	if forms, ok := irregular[lemma]; ok {
		return append([]string{lemma}, forms...)
	}
	if first, rest, phrase := strings.Cut(lemma, " "); phrase {
		forms := inflect(first)
		for i := range forms {
			forms[i] += " " + rest
		}
		return forms
	}
	if strings.ToLower(lemma) != lemma || len(lemma) < 3 || strings.ContainsAny(lemma, "'-.0123456789") {
		return []string{lemma}
	}
	return append([]string{lemma}, regular(lemma)...)
}

func regular(lemma string) []string {
	n := len(lemma)
	last, before := lemma[n-1], lemma[n-2]
	switch {
	case last == 'e':
		return []string{lemma + "s", lemma + "d", lemma[:n-1] + "ing"}
	case last == 'y' && !vowel(before):
		return []string{lemma[:n-1] + "ies", lemma[:n-1] + "ied", lemma + "ing"}
	case last == 's' || last == 'x' || last == 'z' || strings.HasSuffix(lemma, "sh") || strings.HasSuffix(lemma, "ch"):
		return []string{lemma + "es", lemma + "ed", lemma + "ing"}
	}
	forms := []string{lemma + "s", lemma + "ed", lemma + "ing"}
	if !vowel(last) && last != 'w' && last != 'y' && vowel(before) && (n < 3 || !vowel(lemma[n-3])) {
		doubled := lemma + string(last)
		forms = append(forms, doubled+"ed", doubled+"ing")
	}
	return forms
}

func vowel(c byte) bool { return strings.IndexByte("aeiou", c) >= 0 }
