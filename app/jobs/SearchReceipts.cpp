#include "app/jobs/SearchReceipts.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <strings.h>

#include <fmt/format.h>

#include "app/jobs/DurableFile.h"

namespace bolus {

namespace fs = std::filesystem;

namespace {

constexpr std::uintmax_t largestReceiptFile = std::uintmax_t{16} << 20;

} // namespace

Error unreadableReceipt(const std::string& what) {
    return {ErrorCode::BadInput, "This is no receipt of a search that Bolus can read.", what};
}

namespace {

Result<Json> parsed(const std::string& text, const std::string& what) {
    Json json = Json::parse(text, nullptr, false);
    if (!json.is_object()) {
        return std::unexpected(unreadableReceipt(what));
    }
    return json;
}

/// As `searches show` tells it.
Result<Json> receiptJson(const SearchRecord& record) {
    const std::string what = std::to_string(record.id);
    auto request = parsed(record.request, what);
    auto answer = parsed(record.answer, what);
    if (!request || !answer) {
        return std::unexpected(request ? answer.error() : request.error());
    }
    Json receipt{{"receipt", record.id},
                 {"when", record.when},
                 {"title", record.title},
                 {"command", record.command},
                 {"request", std::move(*request)}};
    receipt.update(*answer);
    return receipt;
}

Result<Json> receiptInFile(const std::string& file) {
    std::error_code error;
    const auto size = fs::file_size(file, error);
    if (error) {
        return fail(ErrorCode::NotFound,
                    fmt::format("There is no search and no file called {}.", file), file);
    }
    if (size > largestReceiptFile) {
        return std::unexpected(unreadableReceipt(file));
    }
    std::ifstream stream(file, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    return parsed(text.str(), file);
}

} // namespace

Result<Json> receiptOf(Library& library, const std::string& idOrFile) {
    std::int64_t id = 0;
    const char* const end = idOrFile.data() + idOrFile.size();
    const auto [stopped, error] = std::from_chars(idOrFile.data(), end, id);
    if (error != std::errc() || stopped != end) {
        return receiptInFile(idOrFile);
    }
    const auto record = library.receipt(id);
    return record ? receiptJson(*record) : std::unexpected(record.error());
}

Result<Outcome> listReceipts(Session& session, std::int64_t k, Events& events) {
    const auto library = session.library();
    const auto records = library ? (*library)->receipts(k) : std::unexpected(library.error());
    if (!records) {
        return std::unexpected(records.error());
    }
    for (const SearchRecord& record : *records) {
        events.item({{"receipt", record.id},
                     {"when", record.when},
                     {"title", record.title},
                     {"command", record.command},
                     {"hits", record.hits},
                     {"model", record.model}});
    }
    return Outcome{{{"searches", records->size()}}};
}

Result<Outcome> showReceipt(Session& session, std::int64_t id, const std::string& file,
                            Events& events) {
    const auto library = session.library();
    auto receipt =
        library ? receiptOf(**library, std::to_string(id)) : std::unexpected(library.error());
    if (!receipt) {
        return std::unexpected(receipt.error());
    }
    if (!file.empty()) {
        const std::string text =
            receipt->dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
        const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
        if (auto written = writeDurably(file, std::span(bytes, text.size())); !written) {
            return std::unexpected(written.error());
        }
    }
    for (const Json& hit : receipt->value("hits", Json::array())) {
        events.item(hit);
    }
    (*receipt)["hits"] = receipt->value("hits", Json::array()).size();
    (*receipt)["file"] = file;
    return Outcome{std::move(*receipt)};
}

Result<Outcome> clearReceipts(Session& session, Events&) {
    const auto library = session.library();
    const auto removed = library ? (*library)->removeReceipts() : std::unexpected(library.error());
    if (!removed) {
        return std::unexpected(removed.error());
    }
    return Outcome{{{"removed", *removed}}};
}

Result<Outcome> listSavedSearches(Session& session, Events& events) {
    const auto library = session.library();
    const auto records = library ? (*library)->savedSearches() : std::unexpected(library.error());
    if (!records) {
        return std::unexpected(records.error());
    }
    for (const SearchRecord& record : *records) {
        events.item({{"name", record.name},
                     {"title", record.title},
                     {"command", record.command},
                     {"request", Json::parse(record.request, nullptr, false)},
                     {"when", record.when}});
    }
    return Outcome{{{"saved", records->size()}}};
}

Result<Outcome> runSavedSearch(Session& session, const std::string& name, SearchRunner run,
                               Events& events) {
    const auto library = session.library();
    const auto records = library ? (*library)->savedSearches() : std::unexpected(library.error());
    if (!records) {
        return std::unexpected(records.error());
    }
    const auto record = std::ranges::find_if(*records, [&](const SearchRecord& saved) {
        return ::strcasecmp(saved.name.c_str(), name.c_str()) == 0; // as the library compares them
    });
    if (record == records->end()) {
        return fail(ErrorCode::NotFound, "No search is kept under the name \"" + name + "\".",
                    name);
    }
    const auto json = parsed(record->request, name);
    const auto request = json ? requestFrom(*json) : std::unexpected(json.error());
    if (!request) {
        return std::unexpected(request.error());
    }
    return run(session, *request, events);
}

Result<Outcome> forgetSearch(Session& session, const std::string& name) {
    const auto library = session.library();
    const auto forgotten =
        library ? (*library)->forgetSearch(name) : std::unexpected(library.error());
    if (!forgotten) {
        return std::unexpected(forgotten.error());
    }
    return Outcome{{{"name", name}}};
}

} // namespace bolus
