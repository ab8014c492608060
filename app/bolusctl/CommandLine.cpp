#include "app/bolusctl/CommandLine.h"

#include <algorithm>
#include <array>
#include <optional>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/bolusctl/Commands.h"

namespace bolus {

namespace {

void addGlobalOptions(CLI::App& app, Invocation& invocation) {
    app.set_version_flag("--version", "bolusctl " BOLUS_VERSION);
    app.add_option_function<std::string>(
           "--library",
           [&](const std::string& folder) {
               if (folder.empty()) { // a script's unset variable must not mean the person's own
                   throw CLI::ValidationError("--library", "needs a folder; it is empty");
               }
               invocation.library = folder;
           },
           "The case library's folder (default: $BOLUS_LIBRARY, else "
           "$XDG_DATA_HOME/bolus/library)")
        ->type_name("DIR");
    app.add_flag("--json", invocation.json, "One JSON object a line on stdout");
    app.add_flag("--verbose", invocation.verbose, "Log more to stderr");
}

void letGlobalOptionsFollow(CLI::App& app) {
    for (CLI::App* command : app.get_subcommands([](CLI::App*) { return true; })) {
        command->fallthrough();
        letGlobalOptionsFollow(*command);
    }
}

std::string commandName(const CLI::App& app) {
    const auto chosen = app.get_subcommands();
    if (chosen.empty()) {
        return {};
    }
    const std::string inner = commandName(*chosen.front());
    return chosen.front()->get_name() + (inner.empty() ? "" : " " + inner);
}

/// What a person typed after these may begin with a dash: it is no option.
bool takesText(const std::string& option) {
    static constexpr std::array options{"--filter", "--text"};
    return std::ranges::find(options, option) != options.end();
}

/// "-ascites", which no option can be.
std::optional<std::string> dashedWord(const std::vector<std::string>& arguments) {
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string& word = arguments[i];
        const bool dashed = word.size() > 2 && word.starts_with('-') && !word.starts_with("--") &&
                            word.find(' ') == std::string::npos;
        if (dashed && !(i > 0 && takesText(arguments[i - 1]))) {
            return word;
        }
    }
    return std::nullopt;
}

ParseEnd usageEnd(const CLI::App& app, const CLI::ParseError& error,
                  const std::vector<std::string>& arguments, bool json) {
    const std::string name = commandName(app);
    const std::vector<std::string> left = app.remaining();
    const bool noSuchCommand = name.empty() && !left.empty() && !left.front().starts_with('-');
    std::string reason =
        noSuchCommand ? "There is no command \"" + left.front() + "\"" : error.what();
    if (const auto dashed = dashedWord(arguments); name == "search" && dashed) {
        return {ExitUsage,
                fmt::format("\"{}\" is no option. A word to leave out stands in the phrase beside "
                            "what to look for: bolusctl search \"cyst {}\"",
                            *dashed, *dashed),
                json};
    }
    std::ranges::replace(reason, '\n', ' ');
    while (!reason.empty() && (reason.back() == ' ' || reason.back() == '.')) {
        reason.pop_back();
    }
    return {ExitUsage, reason + ". See: bolusctl " + (name.empty() ? "" : name + " ") + "--help",
            json};
}

std::string joined(const std::vector<std::string>& arguments) {
    std::string command = "bolusctl";
    for (const std::string& argument : arguments) {
        const bool bare = argument.find_first_of(" \t\n\"'$\\*?;&|<>()") == std::string::npos;
        command += bare && !argument.empty() ? " " + argument : " '" + argument + "'";
    }
    return command;
}

/// A phrase like "-renal mass" is no option either: options hold no space. As the parser takes it:
/// values after '=', phrases after "--".
std::vector<std::string> withDashes(const std::vector<std::string>& arguments) {
    std::vector<std::string> plain, phrases;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string& argument = arguments[i];
        if (argument == "--") {
            phrases.insert(phrases.end(), arguments.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                           arguments.end());
            break;
        }
        const bool dashed = argument.starts_with('-') && !argument.starts_with("--");
        if (dashed && i > 0 && takesText(arguments[i - 1])) {
            plain.back() += '=' + argument;
        } else if (dashed && argument.find(' ') != std::string::npos) {
            phrases.push_back(argument);
        } else {
            plain.push_back(argument);
        }
    }
    if (!phrases.empty()) {
        plain.push_back("--");
        plain.insert(plain.end(), phrases.begin(), phrases.end());
    }
    return plain;
}

bool runsTheModel(const std::string& command) {
    static constexpr std::array commands{"embed",           "search",      "similar", "attention",
                                         "train",           "evaluate",    "doctor",  "serve",
                                         "searches replay", "searches run"};
    return std::ranges::find(commands, command) != commands.end();
}

bool onlyReads(const std::string& command) {
    static constexpr std::array commands{"cases",   "check",     "embed",       "search",
                                         "similar", "attention", "report show", "verify"};
    return std::ranges::find(commands, command) != commands.end() || command.starts_with("case ") ||
           command.starts_with("phase ") || command.starts_with("searches ") ||
           command.starts_with("collection ");
}

} // namespace

std::expected<Invocation, ParseEnd> parseCommandLine(const std::vector<std::string>& arguments) {
    CLI::App app("Bolus, headless: import, search and train on a library of multi-phase exams.\n"
                 "For research and teaching; not a medical device.",
                 "bolusctl");
    Invocation invocation;
    addGlobalOptions(app, invocation);
    addLibraryCommands(app, invocation);
    addModelCommands(app, invocation, joined(arguments));
    app.require_subcommand(1);
    letGlobalOptionsFollow(app);
    const bool json = std::ranges::find(arguments, "--json") != arguments.end();
    try {
        const std::vector<std::string> plain = withDashes(arguments);
        app.parse(std::vector<std::string>(plain.rbegin(), plain.rend()));
    } catch (const CLI::CallForHelp&) {
        return std::unexpected(ParseEnd{ExitDone, app.help(), json});
    } catch (const CLI::CallForAllHelp&) {
        return std::unexpected(ParseEnd{ExitDone, app.help("", CLI::AppFormatMode::All), json});
    } catch (const CLI::CallForVersion& version) {
        return std::unexpected(ParseEnd{ExitDone, std::string(version.what()) + "\n", json});
    } catch (const CLI::ParseError& error) {
        return std::unexpected(usageEnd(app, error, arguments, json));
    }
    invocation.command = commandName(app);
    invocation.computes = runsTheModel(invocation.command);
    invocation.onlyReads = onlyReads(invocation.command);
    return invocation;
}

Result<Outcome> runCommand(const Invocation& invocation, Session& session, Events& events) {
    session.mayMakeLibrary(!invocation.onlyReads);
    session.tellProgressTo(&events);
    try {
        return invocation.run(session, events);
    } catch (const std::bad_alloc&) {
        return fail(ErrorCode::TooLarge, "There is not enough memory for this.");
    } catch (const std::exception& error) {
        return fail(ErrorCode::Internal,
                    std::string("Something unforeseen went wrong: ") + error.what());
    }
}

} // namespace bolus
