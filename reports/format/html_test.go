package format_test

import (
	"crypto/sha256"
	"encoding/base64"
	"html"
	"regexp"
	"strings"
	"testing"

	"rolecall/reports/format"
	"rolecall/reports/reportstest"
)

func TestHTMLNeedsNothingElse(t *testing.T) {
	out := write(t, "html", reportstest.Report(600), format.Options{})
	for _, bad := range []string{"ZgotmplZ", "<link", "<iframe", "<object", "<embed", "@import", "url(", "<no value>"} {
		if strings.Contains(out, bad) {
			t.Errorf("the page holds %s", bad)
		}
	}
	for _, m := range regexp.MustCompile(`<[^>]*\s(src|href|action|xlink:href|srcset)\s*=\s*"([^"]*)"`).FindAllStringSubmatch(out, -1) {
		if !strings.HasPrefix(m[2], "#") {
			t.Errorf("the page refers to %s", m[2])
		}
	}
	if m := regexp.MustCompile(`<[a-z][^>]*\son[a-z]+\s*=`).FindString(out); m != "" {
		t.Errorf("the page has a handler: %s", m)
	}
}

func TestHTMLAllowsItsOwnScriptAlone(t *testing.T) {
	out := write(t, "html", reportstest.Report(600), format.Options{})
	scripts := regexp.MustCompile(`(?s)<script>(.*?)</script>`).FindAllStringSubmatch(out, -1)
	if len(scripts) != 1 || strings.Count(strings.ToLower(out), "<script") != 1 {
		t.Fatalf("%d scripts", len(scripts))
	}
	sum := sha256.Sum256([]byte(scripts[0][1]))
	if want := "script-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"; !strings.Contains(html.UnescapeString(out), want) {
		t.Errorf("the policy does not allow the script: no %s", want)
	}
}

func TestHTMLLinksLeadSomewhere(t *testing.T) {
	for _, n := range []int{0, 600} {
		out := write(t, "html", reportstest.Report(n), format.Options{})
		ids := map[string]bool{}
		for _, m := range regexp.MustCompile(`\sid="([^"]*)"`).FindAllStringSubmatch(out, -1) {
			if ids[m[1]] {
				t.Errorf("two elements have the id %s", m[1])
			}
			ids[m[1]] = true
		}
		for _, m := range regexp.MustCompile(`(?:href="#|aria-labelledby=")([^"]*)"`).FindAllStringSubmatch(out, -1) {
			if !ids[m[1]] {
				t.Errorf("nothing has the id %s", m[1])
			}
		}
	}
}

func TestHTMLElementsNest(t *testing.T) {
	void := map[string]bool{"meta": true, "input": true, "br": true}
	for _, n := range []int{0, 40, 600} {
		out := write(t, "html", reportstest.Report(n), format.Options{})
		out = regexp.MustCompile(`(?s)<(script|style)>.*?</(script|style)>`).ReplaceAllString(out, "")
		var open []string
		for _, m := range regexp.MustCompile(`<(/?)([a-z0-9]+)((?:"[^"]*"|[^">])*)>`).FindAllStringSubmatch(out, -1) {
			switch {
			case m[1] == "/":
				if len(open) == 0 || open[len(open)-1] != m[2] {
					t.Fatalf("</%s> closes %v", m[2], open)
				}
				open = open[:len(open)-1]
			case !void[m[2]] && !strings.HasSuffix(m[3], "/"):
				open = append(open, m[2])
			}
		}
		if len(open) > 0 {
			t.Errorf("never closed: %v", open)
		}
	}
}

func TestHTMLMarksTheTarget(t *testing.T) {
	r := reportstest.Report(600)
	out := write(t, "html", r, format.Options{})
	n := 0
	for _, list := range r.Examples {
		for _, x := range list {
			runes := []rune(x.Text)
			if mark := "<mark>" + html.EscapeString(string(runes[x.Start:x.End])) + "</mark>"; !strings.Contains(out, mark) {
				t.Errorf("no %s", mark)
			}
			n++
		}
	}
	if got := strings.Count(out, `<figure class="passage" id=`); got != n {
		t.Errorf("%d of %d passages are shown whole", got, n)
	}
}
