// The reference is complete without this script. The script adds the address of the server to the curl lines, a button that copies
// each line, and a button that shows the response in place.
"use strict";

function button(label, before, action) {
  const element = document.createElement("button");
  element.type = "button";
  element.textContent = label;
  element.addEventListener("click", () => action(element));
  before.before(element);
}

// If the contents list is above the text, it is folded.
if (!matchMedia("(min-width: 60rem)").matches) document.querySelector("nav details")?.removeAttribute("open");

for (const origin of document.querySelectorAll(".origin")) origin.textContent = location.origin;

for (const live of document.querySelectorAll(".live")) {
  const line = live.previousElementSibling;
  const target = live.querySelector("a").getAttribute("href");

  button("Copy", live, async (element) => {
    try {
      await navigator.clipboard.writeText(line.textContent);
      element.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(line);
      element.textContent = "Selected";
    }
    setTimeout(() => (element.textContent = "Copy"), 1500);
  });

  button("Show the answer", live, async (element) => {
    let answer = live.nextElementSibling;
    if (!answer?.classList.contains("answer")) {
      answer = document.createElement("pre");
      answer.className = "answer";
      answer.tabIndex = 0;
      answer.setAttribute("aria-live", "polite");
      live.after(answer);
    }
    try {
      // Indented by the server: parsed here, 1.1690 would become 1.169.
      const pretty = "json" in live.dataset ? (target.includes("?") ? "&" : "?") + "pretty=true" : "";
      answer.textContent = await (await fetch(target + pretty)).text();
    } catch (error) {
      answer.textContent = String(error);
    }
    element.textContent = "Show it again";
  });
}
