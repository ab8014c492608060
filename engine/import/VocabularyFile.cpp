#include "engine/import/VocabularyFile.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>
#include <unordered_map>

#include <nlohmann/json.hpp>

#include "engine/text/WordPiece.h"

namespace bolus {
namespace {

constexpr std::uintmax_t largestFile = 16u << 20;

Result<std::string> readText(const std::filesystem::path& file) {
    std::error_code error;
    if (!std::filesystem::exists(file, error))
        return fail(ErrorCode::NotFound,
                    "The words of the model are missing: put its vocab.txt beside the weights, or "
                    "name the file.");
    if (!std::filesystem::is_regular_file(file, error) ||
        std::filesystem::file_size(file, error) > largestFile)
        return fail(ErrorCode::BadInput, "This is not a vocabulary: not a file of up to 16 MB.");
    std::ifstream stream(file, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(stream), {}};
    if (!stream)
        return fail(ErrorCode::Io, "The vocabulary cannot be read; check its rights.");
    if (text.starts_with("\xEF\xBB\xBF"))
        text.erase(0, 3);
    return text;
}

bool isUtf8(const std::string& text) {
    try {
        [[maybe_unused]] const std::string checked = nlohmann::json(text).dump();
        return true;
    } catch (const nlohmann::json::exception&) {
        return false;
    }
}

std::vector<std::string> splitLines(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) {
        if (line.ends_with('\r'))
            line.pop_back();
        lines.push_back(line);
    }
    return lines;
}

Result<void> checkLines(const std::vector<std::string>& lines) {
    std::unordered_map<std::string, std::size_t> seen;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const std::string here = std::to_string(i + 1);
        if (lines[i].empty())
            return fail(ErrorCode::BadInput, "Line " + here + " of the vocabulary is empty.");
        const auto [first, fresh] = seen.emplace(lines[i], i + 1);
        if (!fresh)
            return fail(ErrorCode::BadInput, "The vocabulary has “" + lines[i] + "” in line " +
                                                 std::to_string(first->second) + " and in line " +
                                                 here + ".");
    }
    return {};
}

Result<void> check(const std::vector<std::string>& lines, std::size_t entries) {
    if (auto checked = checkLines(lines); !checked)
        return checked;
    if (auto usable = WordPiece::fromVocabulary(lines); !usable)
        return std::unexpected(usable.error());
    if (lines.size() != entries)
        return fail(ErrorCode::BadInput, "The vocabulary has " + std::to_string(lines.size()) +
                                             " entries, the weights know " +
                                             std::to_string(entries) +
                                             ": it belongs to another model.");
    return {};
}

Result<std::vector<std::string>> parse(const std::filesystem::path& file, std::size_t entries) {
    const auto text = readText(file);
    if (!text)
        return std::unexpected(text.error());
    if (!isUtf8(*text))
        return fail(ErrorCode::BadInput, "The vocabulary is not UTF-8 text.");
    std::vector<std::string> lines = splitLines(*text);
    if (auto checked = check(lines, entries); !checked)
        return std::unexpected(checked.error());
    return lines;
}

} // namespace

Result<std::vector<std::string>> readVocabularyFile(const std::filesystem::path& file,
                                                    std::size_t entries) {
    auto vocabulary = parse(file, entries);
    if (!vocabulary)
        vocabulary.error().subject = file.string();
    return vocabulary;
}

bool isCased(const std::vector<std::string>& vocabulary) {
    const auto hasCapital = [](const std::string& token) {
        return !token.starts_with('[') &&
               std::ranges::any_of(token, [](char c) { return c >= 'A' && c <= 'Z'; });
    };
    // bert-base-uncased has none, bert-base-cased 40 %; a stray one says nothing.
    return 20 * std::ranges::count_if(vocabulary, hasCapital) > std::ssize(vocabulary);
}

} // namespace bolus
