/* The map of actors, and that of actions: drawn from the list above it, which says all that it says.
   Without tiles the ground stays blank: nothing is asked of any other host. */
(() => {
  "use strict";

  const frame = document.getElementById("map");
  const items = [...document.querySelectorAll("#points > li")];
  if (!frame || !window.L || items.length === 0) return;

  const MOST_NAMES = 30; // more names than this at once cover one another
  const { tiles, credit, near, far, open } = frame.dataset;
  const map = L.map(frame, { zoomControl: false, keyboard: false, scrollWheelZoom: false, attributionControl: Boolean(tiles) });
  L.control.zoom({ zoomInTitle: near, zoomOutTitle: far }).addTo(map);
  map.attributionControl?.setPrefix(false);
  if (tiles) L.tileLayer(tiles, { attribution: plain(credit).innerHTML, maxZoom: 19 }).addTo(map);

  /** An element with a text, so that no name is ever read as markup. */
  function plain(text, tag = "span", cls = "") {
    const made = document.createElement(tag);
    made.textContent = text;
    if (cls) made.className = cls;
    return made;
  }

  function popup(item) {
    const link = item.querySelector("a");
    const box = document.createElement("div");
    box.append(plain(link.textContent, "strong"));
    const rest = [...item.querySelectorAll(".soft, .badge")].map((each) => each.textContent.trim()).filter(Boolean);
    box.append(plain(rest.join(" · "), "p"));
    const onwards = plain(open, "a");
    onwards.href = link.href;
    box.append(onwards);
    return box;
  }

  function mark(html, cls) {
    return L.divIcon({ className: cls, html, iconSize: null });
  }

  const points = items.map((item) => {
    const at = [Number(item.dataset.latitude), Number(item.dataset.longitude)];
    const html = document.createElement("div");
    html.append(plain("", "i"), plain(item.querySelector("a").textContent));
    return L.marker(at, { icon: mark(html, "map-point"), keyboard: false }).bindPopup(popup(item)).addTo(map);
  });

  /** The name of each commune in the middle of its actors, where no tile says it. */
  function labelCommunes() {
    const places = new Map();
    items.forEach((item, n) => {
      const name = item.dataset.commune;
      if (name) places.set(name, [...(places.get(name) ?? []), points[n].getLatLng()]);
    });
    for (const [name, spots] of places) {
      const middle = L.latLngBounds(spots).getCenter();
      L.marker(middle, { icon: mark(plain(name), "map-commune"), interactive: false, keyboard: false, zIndexOffset: -1000 }).addTo(map);
    }
  }

  function nameThose() {
    const seen = map.getBounds();
    const shown = points.filter((point) => seen.contains(point.getLatLng())).length;
    frame.classList.toggle("is-named", shown <= MOST_NAMES);
  }

  if (!tiles) labelCommunes();
  map.fitBounds(L.latLngBounds(points.map((point) => point.getLatLng())), { padding: [32, 32], maxZoom: 16 });
  map.on("moveend", nameThose);
  nameThose();
})();
