# Reads include/hangtime.h and tells doxygen.awk or man.awk what it finds: the sections of its head,
# and of each function the prose, the parameters ("engine: ...") and the promises ("Returns: ...").
#
#     awk -f header.awk -f doxygen.awk hangtime.h

BEGIN {
  while ((getline line <ARGV[1]) > 0) {
    if (line ~ /^ *\/?\*/) continue
    while (match(line, /(hangtime|HANGTIME)_[A-Za-z_0-9]+/)) {
      declared[substr(line, RSTART, RLENGTH)] = 1
      line = substr(line, RSTART + RLENGTH)
    }
  }
  close(ARGV[1])
}

# As a title is written: not all in capitals.
function title(text) { return substr(text, 1, 1) tolower(substr(text, 2)) }

# Begins with a capital letter, but for names of the interface.
function capital(text) {
  return text ~ /^[a-z]+([ ,:;.]|$)/ ? toupper(substr(text, 1, 1)) substr(text, 2) : text
}

# The head of the file: sections in capitals, code and a table indented.
function head(line) {
  sub(/^ \* ?/, "", line)
  if (line ~ /^[A-Z]+$/) {
    end_block()
    section = line
    begin_section(line)
  } else if (line ~ /^    / || (block == "code" && line == "")) {
    indented(substr(line, 5))
  } else {
    end_block()
    paragraph(line)
  }
}

function indented(line) {
  if (section != "READING") {
    if (block == "") begin_code()
    block = "code"
    code(line)
    return
  }
  if (block == "") begin_table()
  block = "table"
  if (line !~ /^ /) {
    end_row()
    topic = substr(line, 1, 15)
    sub(/ *$/, "", topic)
  }
  list = list (list == "" ? "" : " ") substr(line, 16)
}

function end_row() {
  if (topic != "") row(topic, spelled_out(list))
  topic = list = ""
}

function end_block() {
  if (block == "code") end_code()
  if (block == "table") { end_row(); end_table() }
  block = ""
}

# In "hangtime_session_hold, _release_hold" the second stands for a longer name.
function spelled_out(text,   out, noun, name, part) {
  while (match(text, /(, )?_?[A-Za-z][A-Za-z_]*/)) {
    name = substr(text, RSTART, RLENGTH)
    out = out substr(text, 1, RSTART - 1)
    text = substr(text, RSTART + RLENGTH)
    if (name ~ /hangtime_[a-z]+_/) {
      split(substr(name, index(name, "h")), part, "_")
      noun = part[1] "_" part[2]
    }
    if (name ~ /^, _/) name = ", " noun substr(name, 3)
    out = out name
  }
  return out text
}

# A line of prose; a word and a colon at the start of a paragraph are its title.
function paragraph(line) {
  if (match(line, /^[A-Z][A-Za-z]+: /) && last == "") {
    begin_titled(substr(line, 1, RLENGTH - 2))
    line = capital(substr(line, RLENGTH + 1))
  } else if (line ~ /^[A-Z ]+$/) {
    begin_titled(title(line))
    line = last = ""
    return
  }
  prose(line)
  last = line
}

# The names of the parameters in a prototype.
function parameters(prototype,   i, count, part) {
  delete is_parameter
  sub(/^[^(]*\(/, "", prototype)
  sub(/\).*/, "", prototype)
  count = split(prototype, part, ",")
  for (i = 1; i <= count; i++) {
    match(part[i], /[a-z_]+ *$/)
    is_parameter[substr(part[i], RSTART)] = 1
  }
}

# Whether a piece of text begins with names of parameters and a colon; they are left in "names".
function begins_parameter(piece,   i, count, part) {
  if (!match(piece, /^[a-z_]+(, [a-z_]+)*: /)) return 0
  names = substr(piece, 1, RLENGTH - 2)
  count = split(names, part, ", ")
  for (i = 1; i <= count; i++) if (!(part[i] in is_parameter)) return 0
  return 1
}

# A paragraph of a function, as one line: prose, parameters, promises, each of several sentences.
function sentences(text,   i, count, piece, pieces) {
  count = split(text, pieces, /\. /)
  for (i = 1; i <= count; i++) {
    piece = pieces[i] (i < count ? "." : "")
    if (match(piece, /^(Returns|Threads|From a callback|Pointers|Events|Since): /)) {
      tell()
      kind = "promise"
      about = substr(piece, 1, RLENGTH - 2)
      piece = substr(piece, RLENGTH + 1)
    } else if (begins_parameter(piece)) {
      tell()
      kind = "parameter"
      about = names
      piece = substr(piece, length(names) + 3)
    }
    said = said (said == "" ? "" : " ") piece
  }
  tell()
}

function tell() {
  if (kind == "promise") promise(about, capital(said))
  else if (kind == "parameter") parameter(about, said)
  else if (said != "") described(said)
  said = kind = ""
}

function document(declaration,   i, text, name) {
  name = declaration
  sub(/\(.*/, "", name)
  sub(/.*[ *]/, "", name)
  parameters(declaration)
  begin_function(name, declaration ~ /^void /)
  for (i = 1; i <= lines; i++) {
    if (comment[i] != "") text = text (text == "" ? "" : " ") comment[i]
    else { if (text != "") sentences(text); text = "" }
  }
  if (text != "") sentences(text)
  end_function()
}

NR == 1 { begin_head(); in_head = 1; next }
in_head && /^ \*\// { end_block(); end_head(); in_head = 0; next }
in_head { head($0); next }

/^#ifndef HANGTIME_H$/ || /^#define HANGTIME_H$/ || /^#endif.*HANGTIME_H/ { next }
/^ *\/\*\*$/ { in_comment = 1; lines = 0; next }
in_comment && /^ *\*\/$/ { in_comment = 0; ready = 1; declaration = whole = ""; next }
in_comment { sub(/^ *\* ?/, ""); comment[++lines] = $0; next }

# What follows a comment, up to its end.
ready {
  whole = whole (whole == "" ? "" : "\n") $0
  declaration = declaration (declaration == "" ? "" : " ") $0
  if ($0 !~ /[;{]$/ && $0 !~ /^#define/) next
  ready = 0
  if (declaration ~ /\);$/ && declaration !~ /^typedef/) document(declaration)
  else something(declaration)
  declared_as(whole)
  next
}
{ other_line($0) }
END { end_file() }
