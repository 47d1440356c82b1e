# With header.awk: manual pages, hangtime(3) from the head and one for each function.
#
#     awk -v folder=man3 -v version=0.1.0 -f header.awk -f man.awk hangtime.h

function begin_page(name, about) {
  page = folder "/" name ".3"
  printf ".TH %s 3 \"\" \"hangtime %s\" \"hangtime\"\n.nh\n.ad l\n.SH NAME\n%s \\- %s\n", \
    toupper(name), version, name, text_of(about) >page
}

function end_page(see) {
  print ".SH SEE ALSO\n" see >page
  close(page)
}

# Nothing at the start of a line is to be a command, and a backslash is one.
function text_of(text) {
  gsub(/\\/, "\\e", text)
  if (text ~ /^[.']/) text = "\\&" text
  gsub(/-/, "\\-", text)
  return text
}

function put(text) { print text_of(text) >page }
function command(line) { print line >page }

function begin_head() { begun = 0 }

function prose(line) {
  if (!begun) {
    if (line == "") return
    sub(/^hangtime: /, "", line)
    sub(/\.$/, "", line)
    begin_page("hangtime", line)
    command(".SH SYNOPSIS\n.B #include <hangtime.h>\n.PP\n.B cc\n.I program.c\n.B $(pkg\\-config \\-\\-cflags \\-\\-libs hangtime)")
    command(".SH DESCRIPTION")
    begun = 1
  } else if (line == "") command(".PP")
  else put(line)
}

function begin_section(name) { command(".SH " name) }
function begin_code() { command(".nf\n.RS 4") }
function code(line) { put(line) }
function end_code() { command(".RE\n.fi") }
function begin_table() { }
function row(topic, list) { command(".TP\n.B " topic); put(list) }
function end_table() { command(".PP") }
function begin_titled(name) { command(".TP\n.B " name) }
function end_head() { end_page("hangtime_session_open(3), and a page for each other function.") }

function begin_function(name, is_void) {
  this = name
  briefly = ""
  description = arguments = promises = ""
}

function described(text,   stop) {
  if (briefly == "") {
    stop = index(text ". ", ". ")
    briefly = substr(text, 1, stop - 1)
    sub(/\.$/, "", briefly)
  }
  description = description ".PP\n" text_of(text) "\n"
}

function parameter(names, text) {
  arguments = arguments ".TP\n.I " names "\n" text_of(capital(text)) "\n"
}

function promise(word, text) {
  if (word == "Returns") word = "RETURN VALUE"
  if (word == "Since") { word = "HISTORY"; text = "Since " text }
  if (text ~ /^HANGTIME_OK;/) gsub(/; HANGTIME_/, ";\n.br\nHANGTIME_", text)
  promises = promises ".SH " toupper(word) "\n" text_of(text) "\n"
}

function end_function() { }

function declared_as(whole) {
  if (this == "") return
  begin_page(this, tolower(substr(briefly, 1, 1)) substr(briefly, 2))
  command(".SH SYNOPSIS\n.nf\n.B #include <hangtime.h>\n.PP")
  put(whole)
  command(".fi\n.SH DESCRIPTION")
  printf "%s", substr(description, 5) >page
  if (arguments != "") printf ".SH ARGUMENTS\n%s", arguments >page
  printf "%s", promises >page
  end_page("hangtime(3)")
  this = ""
}

function something(declaration) { }
function other_line(line) { }
function end_file() { }
