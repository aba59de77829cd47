/** Line icons, drawn here so that the page loads nothing from elsewhere. */

const SHAPES = {
  archive: ["M4 5h16v4H4z", "M6 9v10h12V9", "M10 13h4"],
  back: ["M15 5l-7 7 7 7"],
  bell: ["M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15z", "M10 20.5a2 2 0 0 0 4 0"],
  bolt: ["M13 3L5 14h6l-1 7 8-11h-6z"],
  check: ["M5 12.5l4.5 4.5L19 7.5"],
  close: ["M6 6l12 12", "M18 6L6 18"],
  down: ["M6 9.5l6 6 6-6"],
  download: ["M12 4v11", "M7.5 11l4.5 4.5 4.5-4.5", "M5 20h14"],
  eye: [
    "M3 12c2.5-4.5 5.5-6.5 9-6.5s6.5 2 9 6.5c-2.5 4.5-5.5 6.5-9 6.5S5.5 16.5 3 12z",
    "M12 9.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5z",
  ],
  file: ["M7 3.5h7l4 4V20.5H7z", "M14 3.5V8h4"],
  hash: ["M9.5 4l-2 16", "M16.5 4l-2 16", "M5 9h15", "M4 15h15"],
  image: ["M4 5h16v14H4z", "M4 16l5-5 4 4 2.5-2.5L20 17", "M15.5 9h.01"],
  link: ["M10 6H6v12h12v-4", "M13 5h6v6", "M19 5l-8 8"],
  lock: ["M6 11h12v9H6z", "M8.5 11V8a3.5 3.5 0 0 1 7 0v3"],
  menu: ["M4 7h16", "M4 12h16", "M4 17h16"],
  more: ["M6 12h.01", "M12 12h.01", "M18 12h.01"],
  pencil: ["M5 19l1-4L16 5l3 3L9 18z"],
  people: [
    "M9 11a3.25 3.25 0 1 0 0-6.5A3.25 3.25 0 0 0 9 11z",
    "M3 19.5c.4-3.5 2.6-5.5 6-5.5s5.6 2 6 5.5",
    "M16 5a3 3 0 0 1 0 5.8",
    "M17.5 14.3c2 .7 3.2 2.5 3.5 5.2",
  ],
  pin: ["M9 4h6l-.7 6 3.2 3.5h-11L9.7 10z", "M12 13.5V21"],
  plus: ["M12 5v14", "M5 12h14"],
  pulse: ["M3 12h4l2.5-6.5 4.5 13 2.5-6.5H21"],
  reply: ["M4 5h16v11h-8l-4.5 4v-4H4z"],
  send: ["M4.5 12L4 4.5 20.5 12 4 19.5z", "M4.5 12H12"],
  smile: [
    "M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17z",
    "M8.5 14.5c1.8 2.2 5.2 2.2 7 0",
    "M9 9.5h.01",
    "M15 9.5h.01",
  ],
  trash: ["M5 7h14", "M9.5 7V4.5h5V7", "M7 7l.8 13h8.4L17 7"],
  warn: ["M12 4l9 16H3z", "M12 10v4.5", "M12 17.3h.01"],
};

/** One icon, hidden from screen readers: its button carries the name. */
export function icon(name, extra = "") {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon ${extra}`.trim());
  svg.setAttribute("aria-hidden", "true");
  for (const shape of SHAPES[name]) {
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", shape);
    svg.append(path);
  }
  return svg;
}
