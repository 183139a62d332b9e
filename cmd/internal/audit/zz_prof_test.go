package audit
import ("testing";"strings";"time";"fmt";"rolecall/archetypes/catalogue";"rolecall/archetypes/portrayal";"rolecall/index/document")
func TestZZProf(t *testing.T){
 c,_:=catalogue.Builtin(); m,_:=portrayal.Builtin(); tg:=portrayal.NewTagger(c,m)
 for name, unit := range map[string]string{
  "HAL":"HAL ", "Hal dave":"Hal Dave 2001 ", "robot":"robot ", "nospace":"robot-", "quotes":"\"robot ", "lines":"robot\n", "turns":"ROBOT: hi\n", "curly":"“robot ‘", "Data":"Data ", "dots":"robot...", "paren":"(robot [", "long":"the robot which "+strings.Repeat("went on and ",50), "data star trek":"Data Picard Enterprise ", "rareword": strings.Repeat("lorem ipsum dolor sit amet ", 400)+"robot. ", "emoji":"🤖 robot 🤖 ", "As an AI":"As an AI language model, I ", "assistant":"Assistant: I am ", "hash":"####robot ", "nul": "robot\x00", "cr":"robot\r", "url":"http://robot.com/robot?robot=robot&", "ai":"AI "} {
  for _, n := range []int{100<<10, 400<<10} {
   text := strings.Repeat(unit, n/len(unit)); t0:=time.Now()
   d := Document{Document: document.Document{Text:text}}
   notMeasured(&d.Document,"en")
   r := tg.Tag(text,""); dt := time.Since(t0)
   kept:=0; for range passages(&d.Document, r.Mentions) {kept++}
   fmt.Printf("%-16s %7d  %8v mentions %d passages %d\n", name, n, dt.Round(time.Millisecond), len(r.Mentions), kept)
  }
 }
}
