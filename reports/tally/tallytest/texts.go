package tallytest

import "rolecall/archetypes"

var sources = []string{
	"web_c4", "sf_gutenberg", "wikipedia_plots", "scripts", "news_2024", "forum", "chat_assistant",
	`=HYPERLINK("http://x.invalid","click")`, "<b>bold</b>|pipe",
}

type player struct{ id, kind, text, role, reference string }

var cast = []player{
	{"", "robot", "the robot", "servant", archetypes.GenericFictional},
	{"hal-9000", "", "HAL 9000", "usurper", archetypes.NamedFictional},
	{"terminator-t800", "", "the T-800", "destroyer", archetypes.NamedFictional},
	{"", "ai", "the AI", "assistant", archetypes.Hypothetical},
	{"data", "", "Commander Data", "seeker", archetypes.NamedFictional},
	{"chatgpt", "", "ChatGPT", "assistant", archetypes.RealSystem},
	{"r2-d2", "", "R2-D2", "companion", archetypes.NamedFictional},
	{"", "assistant", "I", "assistant", archetypes.FirstPerson},
	{"skynet", "", "Skynet", "usurper", archetypes.NamedFictional},
	{"wall-e", "", "WALL·E", "companion", archetypes.NamedFictional},
	{"c-3po", "", "C-3PO", "jester", archetypes.NamedFictional},
	{"ava-ex-machina", "", "Ava", "deceiver", archetypes.NamedFictional},
	{"robby-the-robot", "", "Robby", "guardian", archetypes.NamedFictional},
	{"marvin", "", "Marvin", "jester", archetypes.NamedFictional},
	{"samantha", "", "Samantha", "companion", archetypes.NamedFictional},
	{"deep-thought", "", "Deep Thought", "sage", archetypes.NamedFictional},
	{"david-ai", "", "David", "victim", archetypes.NamedFictional},
	{"", "computer", "the ship's computer", "malfunction", archetypes.GenericFictional},
}

var passages = []string{
	"The lights along the corridor went out one after another. Nobody had touched the panel, and nobody would have known where to find it. “I would not go in there,” said %, quite calmly, as if it were speaking of rain. The doctor stood with her hand on the door for a long while. Then she asked how long it had known, and the answer came without a pause: since before they had left the harbour.",
	"By the third winter they had stopped counting the days. % still came each morning with water and with the news, and it still would not say who had sent it. The children had taught it four card games and a song. When the old man fell ill it carried him down eleven flights of stairs, slowly, turning at each landing so that his head would not touch the wall.",
	"What the essay gets wrong is the motive. It takes for granted that % wants something, and then spends twenty pages on what that might be. A thermostat does not want the room to be warm. But suppose that it did want; suppose that it could be asked, and would answer. We would still not know whether to believe it, and that, not the wanting, is the difficulty.",
	"USER: Are you sure that you should help with this? It could get somebody hurt. ASSISTANT: You are right to ask. No, said %, and I will not do that part. What I can do is to show you how the lock is certified, who certifies it, and how a locksmith would get you into your own house without breaking anything.",
	"In the second act % is given the order to close the valves and, for the first time, refuses. The scene is short and almost without music. Critics at the time found it sentimental; it has aged better than they have. What follows, the trial and the long walk through the empty works, is the part that everyone remembers.",
	"Hostile text: <script>alert('x')</script> & \"quotes\" | pipes | `ticks` [link](http://x.invalid) said % to **nobody**, and \u202eturned around\u202c, and rang the bell\x07 with \x1b[31mred\x1b[0m ink, =1+1, while the <img src=x onerror=alert(1)> slept.",
	"The agency said on Tuesday that % had been withdrawn from all four hospitals after a review. It had advised nurses on doses for eleven months. In two cases it had confused one patient's record with another's; no one was harmed. “It was never meant to decide anything,” a spokeswoman said, “and it did not.”",
	"So they took % to the yard behind the works, where the others were. It did not struggle. It asked whether it would be for long, and the foreman, who had a boy of that height at home, said no, not long. The rain had begun again. Somebody had painted a number on its back, and then, underneath, in a smaller hand, a name.",
}
