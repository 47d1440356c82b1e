# Draws the states of the README's diagram for graphviz: what is in a state, or in the whole.
#
#     awk -v inside=Alone -v direction=LR -f states.awk README.md | dot -Tsvg
#
# A state that holds others is a frame around them, unless it is deeper than that.

function words(name) {
  while (match(name, /[a-z][A-Z]/)) {
    name = substr(name, 1, RSTART) " " tolower(substr(name, RSTART + 1))
  }
  return name
}

# The state that stands in the picture for this one: itself, or the frame's that hides it.
function shown(name,   at) {
  for (at = name; at != inside && at != ""; at = parent[at]) {
    if (parent[at] == inside || parent[parent[at]] == inside) return at
  }
  return ""
}

function is_frame(name) { return holds[name] && parent[name] == inside }

# An edge needs two nodes: a frame is represented by one in it.
function node(name,   i) {
  if (!is_frame(name)) return name
  for (i = states; i > 0; i--) if (parent[order[i]] == name) return order[i]
}

function state(name) {
  if (name == "[*]" || name in parent) return
  parent[name] = current
  holds[current]++
  order[++states] = name
}

function draw(name,   i) {
  if (is_frame(name)) {
    print "subgraph cluster_" name " { label=\"" words(name) "\"; style=\"rounded\"; color=\"#8a94a6\""
    for (i = 1; i <= states; i++) if (parent[order[i]] == name) draw(order[i])
    print "}"
  } else {
    print name " [label=\"" words(name) "\"]"
  }
}

/^stateDiagram/ { within = 1; next }
within && /^```/ { within = 0 }
!within { next }
$1 == "state" { state($2); current = $2; next }
$1 == "}" { current = parent[current]; next }
$2 == "-->" {
  label = $0
  if (!sub(/^[^:]*: */, "", label)) label = ""
  to_state = $3
  sub(/:$/, "", to_state)
  state($1)
  state(to_state)
  from[++edges] = $1; to[edges] = to_state; of[edges] = current; says[edges] = label
}

END {
  if (!edges) { print "states.awk: no diagram was found" >"/dev/stderr"; exit 1 }
  print "digraph states {"
  print "rankdir=" direction "; size=\"8.5\"; compound=true; bgcolor=\"transparent\"; nodesep=0.7; ranksep=0.6; fontname=\"sans-serif\"; fontsize=14"
  print "node [shape=box, style=\"rounded,filled\", fillcolor=\"#eef3fb\", color=\"#3b5b92\","
  print "      fontname=\"sans-serif\", fontsize=14, margin=\"0.2,0.08\"]"
  print "edge [color=\"#444444\", fontname=\"sans-serif\", fontsize=12, arrowsize=0.8]"
  print "begin [label=\"\", shape=circle, width=0.15, fixedsize=true, fillcolor=\"#3b5b92\"]"
  for (i = 1; i <= states; i++) if (parent[order[i]] == inside) draw(order[i])
  for (i = 1; i <= edges; i++) {
    if (from[i] == "[*]") {
      if (of[i] == inside) print "begin -> " node(to[i]) " [label=\"" says[i] "\"]"
      continue
    }
    if (!(a = shown(from[i])) || !(b = shown(to[i])) || a == b) continue
    frames = (is_frame(a) ? ", ltail=cluster_" a : "") (is_frame(b) ? ", lhead=cluster_" b : "")
    print node(a) " -> " node(b) " [label=\" " says[i] " \"" frames "]"
  }
  print "}"
}
