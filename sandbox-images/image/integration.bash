# Shell integration: tells the recorder, within the terminal's output, where prompts and commands
# begin and end. Marks, all ended by BEL:
#
#   OSC 133;A  prompt begins         OSC 133;B    prompt ends, the command line begins
#   OSC 633;E;<text>  the command    OSC 133;C    its output begins
#   OSC 133;D;<status>  it ended     OSC 7;file://<host><path>  the current directory
#
# <text> is escaped: `\\` for a backslash, `\xHH` for a semicolon or a control character.
#
# It uses PS0 and PROMPT_COMMAND, and no DEBUG trap, which stays free for the candidate. PS0 is
# printed once for each command line that is run, however many lines or commands it has.
# shellcheck shell=bash

case $- in *i*) ;; *) return ;; esac
[[ -z ${__assay_integrated-} ]] || return 0
__assay_integrated=1
__assay_ran=
__assay_place=
# The number that history will give to the next command, as a prompt would show it.
__assay_next='\!'
# Longer commands are cut: the terminal's output has all of it.
__assay_longest=16384

__assay_escape() {
    local text=${1:0:__assay_longest} code character escaped
    text=${text//\\/\\\\}
    text=${text//;/\\x3b}
    if [[ $text == *[[:cntrl:]]* ]]; then
        for code in {1..31} 127; do
            printf -v escaped '\\x%02x' "$code"
            printf -v character '%b' "$escaped"
            text=${text//"$character"/"$escaped"}
        done
    fi
    printf '%s' "$text"
}

# Percent-encodes a path, byte by byte.
__assay_encode() {
    local LC_ALL=C path=$1 out='' character index
    for ((index = 0; index < ${#path}; index++)); do
        character=${path:index:1}
        case $character in
            [a-zA-Z0-9/._~-]) out+=$character ;;
            *) printf -v character '%%%02X' "$(($(printf '%d' "'$character") & 255))"; out+=$character ;;
        esac
    done
    printf '%s' "$out"
}

# Runs in a subshell of PS0, after a command line was read and before it is run.
__assay_before() {
    local entry number
    entry=$(HISTTIMEFORMAT='' builtin history 1)
    # A command that history does not hold is marked without its text.
    if [[ $entry =~ ^\ *([0-9]+)[\ *]\ (.*)$ ]]; then
        number=${BASH_REMATCH[1]}
        if ((number >= __assay_number)); then
            printf '\e]633;E;%s\a' "$(__assay_escape "${BASH_REMATCH[2]}")"
        fi
    fi
    printf '\e]133;C\a'
}

# The first prompt command, so that it sees the status of what was run.
__assay_prompt() {
    local status=$?
    if [[ $__assay_ran ]]; then
        printf '\e]133;D;%s\a' "$status"
        __assay_ran=
    fi
    if [[ $PWD != "$__assay_place" ]]; then
        __assay_place=$PWD
        printf '\e]7;file://%s%s\a' "$HOSTNAME" "$(__assay_encode "$PWD")"
    fi
    # Every command line gets a history entry, from which its text is taken, as it was typed.
    unset HISTCONTROL HISTIGNORE
    shopt -s cmdhist lithist promptvars
    __assay_number=${__assay_next@P}
}

# The last prompt command: whatever prompt there is by now, it is marked.
__assay_mark() {
    if [[ $PS1 != *'133;A'* ]]; then
        PS1='\[\e]133;A\a\]'$PS1'\[\e]133;B\a\]'
    fi
    # Setting the variable within the prompt happens in this shell; the function in a subshell.
    # shellcheck disable=SC2016
    PS0='${__assay_integrated:$((__assay_ran = 1)):0}$(__assay_before)'
}

PROMPT_COMMAND=(__assay_prompt "${PROMPT_COMMAND[@]}" __assay_mark)
