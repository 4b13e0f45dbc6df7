/* What tests ask of a page that is open. Evaluated by Playwright, which the policy does not bind. */
window.raqnetChecks = {
  /* Open all that is folded, the menu aside: what is in it has to be right too. */
  unfold() {
    document.querySelectorAll("details:not(.menu)").forEach((each) => { each.open = true; });
  },

  async axe(options) {
    const found = await axe.run({ resultTypes: ["violations"], ...options });
    return found.violations.map((rule) => {
      const nodes = rule.nodes.slice(0, 4).map((node) => `${node.target} ${node.html.slice(0, 160)}`);
      return `${rule.id}: ${nodes.join(" | ")}`;
    });
  },

  /* The only rule whose answer colours change; axe has been put on the page before. */
  contrast() {
    return this.axe({ runOnly: ["color-contrast"] });
  },

  /* What reaches beyond the right edge, where the page scrolls sideways. */
  tooWide() {
    const most = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= most) return [];
    return [...document.querySelectorAll("body *")]
      .filter((element) => element.getBoundingClientRect().right > most + 1)
      .slice(0, 5)
      .map((element) => element.outerHTML.slice(0, 120));
  },

  /* Controls lower than a thumb; a link inside a sentence is none (WCAG 2.5.8, inline). */
  tooSmall() {
    const controls = [
      "main .button", "main summary", "main select", "main input", "main textarea", "main .chip",
      ".topbar a", ".topbar summary", ".places a", "main .entry-title a", "main .switch a",
      "main .tabs a", "main label.choice", "main .choices label", "main .rating label",
      "main .back", "main a.mini-day", "main label.chart-choose",
    ].join(", ");
    const shown = { visibilityProperty: true, opacityProperty: true };
    return [...document.querySelectorAll(controls)]
      .filter((element) => element.checkVisibility(shown))
      .filter((element) => element.matches("label") || !element.closest("label.choice, .choices label, .chart-choose"))
      .map((element) => [element, this.target(element).getBoundingClientRect()])
      .filter(([, box]) => box.width > 1 && box.height > 1 && (box.height < 43.5 || box.width < 24))
      .slice(0, 8)
      .map(([element, box]) =>
        `${Math.round(box.width)}x${Math.round(box.height)} ${element.outerHTML.slice(0, 140)}`);
  },

  /* A link may stretch over its whole row. */
  target(element) {
    const after = getComputedStyle(element, "::after");
    const stretched = after.position === "absolute" && after.content !== "none";
    return (stretched && element.closest("li, article")) || element;
  },

  moving() {
    return [...document.querySelectorAll("*")].filter((element) => {
      const style = getComputedStyle(element);
      return parseFloat(style.transitionDuration) > 0 || style.animationName !== "none";
    }).length;
  },

  /* Has what is focused an outline or a ring? */
  focusShows() {
    const style = getComputedStyle(document.activeElement);
    const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    return outlined || style.boxShadow !== "none";
  },
};
