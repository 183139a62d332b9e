package format

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"io"
	"strings"

	"rolecall/reports"
)

var (
	//go:embed page/page.html.tmpl
	pageTemplate string
	//go:embed page/page.css
	pageCSS string
	//go:embed page/page.js
	pageJS string
)

// writeHTML writes one page that needs nothing else: no network, no fonts, no
// script. The script it holds sorts and filters the sources, and the page allows
// no other to run, by its hash: were corpus text ever to escape escaping, it still
// could do nothing.
func writeHTML(w io.Writer, r *reports.Report, _ Options) error {
	// html/template escapes all text for its place; marking as safe is left to
	// our own stylesheet and script.
	t, err := template.New("page").Parse(pageTemplate)
	if err != nil {
		return err
	}
	var b strings.Builder
	if err := t.Execute(&b, newPage(r)); err != nil {
		return err
	}
	_, err = io.WriteString(w, b.String())
	return err
}

// hashOf returns a hash source for a Content-Security-Policy.
func hashOf(script string) string {
	sum := sha256.Sum256([]byte(script))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}
