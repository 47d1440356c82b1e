# With header.awk: the header as Doxygen reads it. The head becomes the main page.

function begin_head() { print "/**\n@mainpage hangtime\n" }

function end_head() {
  print "*/\n/** @file\nThe interface for C. The main page has its conventions. */"
}

function begin_section(name) {
  if (name == "CONVENTIONS") pictures()
  print "@section " tolower(name) " " title(name)
}

function pictures() {
  print "@section states States"
  print "A session's life:\n"
  print "@image html life.svg \"The states of a session\"\n"
  print "The phases while the user is alone. What leads out of Counting leads out of Prompting, too:\n"
  print "@image html alone.svg \"The phases of being alone\"\n"
}

function begin_code() { print "@code{.c}" }
function code(line) { print line }
function end_code() { print "@endcode" }
function begin_table() { print "<table><tr><th>about</th><th>to read</th></tr>" }
function row(topic, list) { print "<tr><td>" topic "</td><td>" linked(list) "</td></tr>" }
function end_table() { print "</table>" }
function begin_titled(name) { print "@par " name }
function prose(line) { print linked(line) }

# Names of the interface become links.
function linked(text,   out, name) {
  gsub(/[<>]/, "\\\\&", text)
  while (match(text, /(hangtime|HANGTIME)_[A-Za-z_0-9]+/)) {
    name = substr(text, RSTART, RLENGTH)
    out = out substr(text, 1, RSTART - 1) (name in declared ? "@ref " : "") name
    text = substr(text, RSTART + RLENGTH)
  }
  return out text
}

function begin_function(name, is_void) {
  returns_nothing = is_void
  print "/**"
}

function described(text) { print linked(text) "\n" }

function parameter(names, text) {
  print "@param" (names ~ /^(out_|buffer)/ ? "[out] " : " ") commas(names) " " linked(text)
}

function commas(names) {
  gsub(/, /, ",", names)
  return names
}

function promise(word, text) {
  if (word == "Since") print "\n@since " text
  else if (word != "Returns" || returns_nothing) print "\n@par " word "\n" linked(text)
  else results(text)
}

function results(text,   i, count, part) {
  print "\n@return"
  if (text !~ /^HANGTIME_OK;/) { print linked(text); return }
  sub(/\.$/, "", text)
  gsub(/; HANGTIME_/, "\001HANGTIME_", text)
  count = split(text, part, "\001")
  for (i = 1; i <= count; i++) print "- " linked(part[i])
}

function end_function() { print "*/" }

# Constants of one type stand together.
function family(name,   part) {
  if (name ~ /^HANGTIME_(OK$|ERR_)/) return "hangtime_result"
  if (name ~ /^HANGTIME_LINK_LOST_/) return "hangtime_link_lost"
  if (name ~ /^HANGTIME_TYPE_/) return "hangtime_session_type"
  if (name ~ /^HANGTIME_EVENT_/) return "hangtime_event_type"
  split(name, part, "_")
  type = "hangtime_" tolower(part[2])
  return part[3] != "" && type in declared ? type : ""
}

function end_family() {
  if (together != "") print "/** @} */"
  together = ""
}

function something(declaration,   i, part, type) {
  if (declaration ~ /^#define/) {
    split(declaration, part, " ")
    type = family(part[2])
    if (type != together) {
      end_family()
      if (type != "") print "/** @name " type "\n@{ */"
      together = type
    }
  }
  print "/**"
  last = ""
  for (i = 1; i <= lines; i++) paragraph(comment[i])
  print "*/"
}

function declared_as(text) { print text }

function other_line(line,   name) {
  if (line ~ /^#ifdef __cplusplus/) end_family()
  if (line ~ /^#define HANGTIME_[A-Z_]*_INIT/) {
    name = line
    gsub(/^#define |_INIT.*/, "", name)
    name = tolower(name)
    print "/** Begins a @ref " name " with its size and the defaults, as @ref " name "_init does. */"
  }
  print line
}

function end_file() { end_family() }
