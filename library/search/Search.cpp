#include "library/search/Search.h"

#include <algorithm>
#include <functional>

#include "library/search/ExampleReport.h"
#include "library/search/FoundList.h"

namespace bolus {

namespace {

double weightOf(const SearchQuery& query, SearchPart part) {
    return query.weights[static_cast<std::size_t>(part)];
}

bool byWords(const SearchQuery& query, const SearchPhrase& phrase) {
    return query.mode != SearchMode::Image && !phrase.empty() &&
           weightOf(query, SearchPart::Words) > 0;
}

bool byReport(const SearchQuery& query) {
    return query.mode != SearchMode::Image && query.likeReport &&
           weightOf(query, SearchPart::Words) > 0;
}

bool byImage(const SearchQuery& query) {
    return query.mode != SearchMode::Lexical && !query.vector.empty() &&
           (weightOf(query, SearchPart::Image) > 0 || query.region);
}

Error nothingToSearch(const SearchPhrase& phrase, std::string_view typed) {
    const bool onlyExcluded = phrase.empty() && !phrase.excluded.empty();
    if (phrase.empty() && !phrase.notes.empty()) {
        return {ErrorCode::BadInput,
                "There is nothing to search for: " + phrase.notes.front() + ".",
                std::string(typed)};
    }
    return {ErrorCode::BadInput,
            phrase.tooLittle ? "One letter, or a word that every report holds, is too little to "
                               "look for. Type a word or a phrase."
            : onlyExcluded ? "There is nothing to search for: this phrase only says what to leave "
                             "out. Add what to look for."
                           : "There is nothing to search for. Type a word or a phrase.",
            std::string(typed)};
}

Result<void> checkQuery(const SearchQuery& query, const SearchPhrase& phrase) {
    if (query.k < 1) {
        return fail(ErrorCode::BadInput, "Ask for at least one result.");
    }
    if (query.mode == SearchMode::Image && query.vector.empty()) {
        return fail(ErrorCode::BadInput,
                    "A search by image needs an active model, and a phrase or a case.");
    }
    if (!byWords(query, phrase) && !byImage(query) && !byReport(query)) {
        return std::unexpected(nothingToSearch(phrase, query.phrase));
    }
    if (!byWords(query, phrase) && query.filter != ofCasesAlone(query.filter)) {
        return fail(ErrorCode::BadInput, "The filter's assertion: is of what a phrase finds in "
                                         "reports: it needs a phrase, and a search by words.");
    }
    return {};
}

/// Which cases may be found, by case id; nothing: all.
Result<std::optional<std::vector<bool>>> allowedCases(Library& library, const SearchQuery& query,
                                                      const SearchPhrase& phrase) {
    auto excluded = casesAsserting(library, phrase.excluded);
    if (!excluded) {
        return std::unexpected(excluded.error());
    }
    excluded->insert(query.unwanted.begin(), query.unwanted.end());
    if (query.excludeCase) {
        excluded->insert(*query.excludeCase);
    }
    const CaseFilter filter = ofCasesAlone(query.filter);
    if (excluded->empty() && filter == CaseFilter{}) {
        return std::optional<std::vector<bool>>();
    }
    auto passing = library.casesPassing(filter);
    if (!passing) {
        return std::unexpected(passing.error());
    }
    for (const std::int64_t id : *excluded) {
        if (static_cast<std::size_t>(id) < passing->size()) {
            (*passing)[static_cast<std::size_t>(id)] = false;
        }
    }
    return std::move(*passing);
}

using Allowed = std::optional<std::vector<bool>>;

bool isAllowed(const Allowed& allowed, std::int64_t id) {
    const auto at = static_cast<std::size_t>(id);
    return !allowed || (at < allowed->size() && (*allowed)[at]);
}

/// Few reports deny all that is not there: where none does, those that do not name it are listed.
Result<void> addSilent(Library& library, const SearchQuery& query, const Allowed& allowed,
                       SearchFindings& findings) {
    CaseFilter reported = ofCasesAlone(query.filter);
    reported.hasReport = true;
    auto passing = library.casesPassing(reported);
    if (!passing) {
        return std::unexpected(passing.error());
    }
    findings.silent = std::move(*passing);
    for (std::size_t at = 0; at < findings.silent.size(); ++at) {
        const auto id = static_cast<std::int64_t>(at);
        if (!isAllowed(allowed, id) || findings.contradicting.contains(id)) {
            findings.silent[at] = false;
        }
    }
    for (const LexicalCase& found : findings.words) { // suspects it
        if (const auto at = static_cast<std::size_t>(found.caseId); at < findings.silent.size()) {
            findings.silent[at] = false;
        }
    }
    return {};
}

Result<void> findWords(Library& library, const SearchQuery& query, const SearchPhrase& phrase,
                       const Allowed& allowed, SearchFindings& findings) {
    const CaseTest counts = [&](std::int64_t id) { return isAllowed(allowed, id); };
    auto ranked = rankByReports(library, phrase, allowed ? counts : CaseTest());
    if (!ranked) {
        return std::unexpected(ranked.error());
    }
    findings.words = std::move(*ranked);
    for (const LexicalCase& found : findings.words) {
        if (found.contradicts) {
            findings.contradicting.insert(found.caseId);
        }
    }
    // Words alone do not list a case that has what was to be absent; its images may.
    const auto having = casesAssertingTogether(library, phrase.absent);
    if (!having) {
        return std::unexpected(having.error());
    }
    findings.contradicting.insert(having->begin(), having->end());
    const bool onlyAbsent = phrase.present.empty() && !phrase.size;
    const bool noneDenies = std::ranges::all_of(findings.words, [&](const LexicalCase& found) {
        return found.assertion != Assertion::Absent ||
               findings.contradicting.contains(found.caseId);
    });
    return onlyAbsent && noneDenies ? addSilent(library, query, allowed, findings) : Result<void>();
}

bool isAssertedSo(const CaseFilter& filter, Assertion assertion) {
    return (!filter.assertion || *filter.assertion == assertion) &&
           std::ranges::none_of(filter.without, [&](const CaseFilter& other) {
               return other.assertion == assertion;
           });
}

/// Who asks for an assertion asks for cases whose words were found; who leaves one out leaves out
/// those that were found so.
Result<void> narrowByAssertion(Library& library, const SearchQuery& query, Allowed& allowed,
                               SearchFindings& findings) {
    if (query.filter == ofCasesAlone(query.filter)) {
        return {};
    }
    auto passing = allowed ? Result<std::vector<bool>>(*allowed) : library.casesPassing({});
    if (!passing) {
        return std::unexpected(passing.error());
    }
    std::vector<bool> narrowed =
        query.filter.assertion ? std::vector<bool>(passing->size()) : *passing;
    for (const LexicalCase& found : findings.words) {
        const auto id = static_cast<std::size_t>(found.caseId);
        if (id < narrowed.size()) {
            narrowed[id] = (*passing)[id] && isAssertedSo(query.filter, found.assertion);
        }
    }
    const auto isLeftOut = [&](std::int64_t id) { return !isAllowed(narrowed, id); };
    std::erase_if(findings.words, [&](const auto& found) { return isLeftOut(found.caseId); });
    std::erase_if(findings.contradicting, isLeftOut);
    for (std::size_t id = 0; id < findings.silent.size(); ++id) {
        findings.silent[id] = findings.silent[id] && !isLeftOut(static_cast<std::int64_t>(id));
    }
    allowed = std::move(narrowed);
    return {};
}

Result<void> findImages(const VectorIndex& index, const SearchQuery& query, const Allowed& allowed,
                        SearchFindings& findings) {
    std::vector<std::int64_t> also;
    for (const LexicalCase& found : findings.words) {
        also.push_back(found.caseId);
    }
    auto ranking = rankByImage(index, query.vector, allowed ? &*allowed : nullptr, std::move(also));
    if (!ranking) {
        return std::unexpected(ranking.error());
    }
    findings.image = std::move(*ranking);
    if (!query.region) {
        return {};
    }
    std::vector<std::int64_t> candidates;
    for (const NearCase& near : findings.image->nearest) {
        if (candidates.size() < mostRegionCandidates) {
            candidates.push_back(near.caseId);
        }
    }
    auto region = query.region(candidates);
    if (!region) {
        return std::unexpected(region.error());
    }
    findings.region = std::move(*region);
    return {};
}

/// One ranking of what the phrase and the example's report found; the phrase's sentences are told.
std::vector<LexicalCase> joined(std::vector<LexicalCase> phrase, std::vector<LexicalCase> report) {
    if (phrase.empty() || report.empty()) {
        return phrase.empty() ? std::move(report) : std::move(phrase);
    }
    std::vector<PartRanking> parts(2);
    std::unordered_map<std::int64_t, LexicalCase*> byId;
    for (auto& [cases, part] : {std::pair(&phrase, &parts[0]), std::pair(&report, &parts[1])}) {
        for (LexicalCase& one : *cases) {
            part->cases.push_back({one.caseId, {}, one.rank});
            byId.try_emplace(one.caseId, &one);
        }
    }
    std::vector<LexicalCase> cases;
    for (const FusedCase& fused : fuse(parts)) {
        cases.push_back(std::move(*byId.at(fused.caseId)));
        cases.back().rank = 0;
        cases.back().score.reset();
    }
    return cases;
}

/// By what the example's report says.
Result<std::vector<LexicalCase>> findLikeReport(Library& library, const SearchQuery& query,
                                                const Allowed& allowed, SearchFindings& findings) {
    const auto report = exampleReport(library, *query.likeReport);
    if (!report) {
        return std::unexpected(report.error());
    }
    if (report->empty()) {
        findings.notes.push_back(
            report->told ? "Of the example its images alone were compared: its report names no "
                           "finding that Bolus knows."
                         : "Of the example its images alone were compared: it has no report.");
        return std::vector<LexicalCase>();
    }
    findings.reportSays = readAs(*report);
    const CaseTest counts = [&](std::int64_t id) { return isAllowed(allowed, id); };
    auto ranked = rankByExampleReport(library, *report, allowed ? counts : CaseTest());
    library.leftSentencesOut(); // of a finding that so many have, hardly anything is lost
    return ranked;
}

Result<void> findByWords(Library& library, const SearchQuery& query, const SearchPhrase& phrase,
                         const Allowed& allowed, SearchFindings& findings) {
    std::vector<LexicalCase> like;
    if (byReport(query)) {
        auto found = findLikeReport(library, query, allowed, findings);
        if (!found) {
            return std::unexpected(found.error());
        }
        like = std::move(*found);
    }
    if (byWords(query, phrase)) {
        if (auto found = findWords(library, query, phrase, allowed, findings); !found) {
            return found;
        }
    } else if (findings.reportSays.empty() && !byImage(query)) {
        return fail(ErrorCode::BadInput, "The example's report names no finding to search by, or "
                                         "there is none, and its images are left out.");
    }
    findings.words = joined(std::move(findings.words), std::move(like));
    return {};
}

Result<void> addShares(Library& library, const std::string& modelHash,
                       std::vector<SearchHit>& hits) {
    std::vector<std::int64_t> ids(hits.size());
    std::ranges::transform(hits, ids.begin(), &SearchHit::caseId);
    auto vectors = library.vectorsOf(modelHash, ids);
    if (!vectors) {
        return std::unexpected(vectors.error());
    }
    std::unordered_map<std::int64_t, StoredVector*> byCase;
    for (StoredVector& stored : *vectors) {
        byCase.emplace(stored.caseId, &stored);
    }
    for (SearchHit& hit : hits) {
        if (const auto stored = byCase.find(hit.caseId); stored != byCase.end()) {
            hit.phases = std::move(stored->second->phases);
            hit.phaseShares = std::move(stored->second->phaseShares);
        }
    }
    return {};
}

/// The sentences of cases far down the list are read where they are listed.
Result<void> addSentences(Library& library, const SearchPhrase& phrase,
                          const SearchFindings& findings, std::vector<SearchHit>& hits) {
    std::unordered_map<std::int64_t, const LexicalCase*> words; // of the hits
    for (const SearchHit& hit : hits) {
        words.emplace(hit.caseId, nullptr);
    }
    for (const LexicalCase& found : findings.words) {
        if (const auto hit = words.find(found.caseId); hit != words.end()) {
            hit->second = &found;
        }
    }
    for (SearchHit& hit : hits) {
        const auto found = words.find(hit.caseId);
        if (found->second == nullptr || !hit.sentence.empty()) {
            continue;
        }
        LexicalCase told = *found->second;
        if (auto read = tellSentence(library, phrase, told); !read) {
            return read;
        }
        hit.sentence = std::move(told.sentence);
        hit.section = told.section;
        hit.assertion = told.assertion;
    }
    return {};
}

/// What the first case lacks, where no sentence says all.
Result<void> tellApart(Library& library, const SearchPhrase& phrase, const SearchFindings& findings,
                       SearchResult& result) {
    const auto first = std::ranges::find_if(findings.words, [&](const LexicalCase& found) {
        return !result.hits.empty() && found.caseId == result.hits.front().caseId;
    });
    if (!result.unsure || phrase.empty() || first == findings.words.end() || !first->apart) {
        return {};
    }
    if (phrase.asked != Assertion::Present) {
        result.whyUnsure = phrase.asked == Assertion::Historical
                               ? "No report tells this of the past; these tell it of now."
                               : "No report tells this of another person; these tell it of the "
                                 "patient.";
        return {};
    }
    const auto parts = partsHeld(library, phrase, first->caseId);
    if (parts && !parts->empty()) {
        result.whyUnsure += ' ' + *parts;
    }
    return parts ? Result<void>() : std::unexpected(parts.error());
}

Result<SearchResult> searchState(Library& library, VectorIndex* index, const SearchQuery& query) {
    const auto read = readPhrase(library, query.phrase, query.rules);
    if (!read) {
        return std::unexpected(read.error());
    }
    const SearchPhrase& phrase = *read;
    if (auto checked = checkQuery(query, phrase); !checked) {
        return std::unexpected(checked.error());
    }
    auto allowed = allowedCases(library, query, phrase);
    if (!allowed) {
        return std::unexpected(allowed.error());
    }
    SearchFindings findings;
    if (auto found = findByWords(library, query, phrase, *allowed, findings); !found) {
        return std::unexpected(found.error());
    }
    if (auto done = narrowByAssertion(library, query, *allowed, findings); !done) {
        return std::unexpected(done.error());
    }
    if (index && byImage(query)) {
        if (auto fresh = index->refresh(library); !fresh) {
            return std::unexpected(fresh.error());
        }
        if (auto found = findImages(*index, query, *allowed, findings); !found) {
            return std::unexpected(found.error());
        }
    }
    auto result = listOf(library, query, findings);
    if (result) {
        result->readAs = readAs(phrase);
        result->readAs += (result->readAs.empty() || findings.reportSays.empty() ? "" : "; ") +
                          findings.reportSays;
        result->notes = std::move(findings.notes);
        result->corrections = phrase.corrections;
        if (auto told = tellApart(library, phrase, findings, *result); !told) {
            return std::unexpected(told.error());
        }
        if (auto added = addSentences(library, phrase, findings, result->hits); !added) {
            return std::unexpected(added.error());
        }
    }
    if (result && findings.image) {
        if (auto added = addShares(library, index->modelHash(), result->hits); !added) {
            return std::unexpected(added.error());
        }
    }
    return result;
}

Result<void> tellOfIndexing(Library& library, std::vector<std::string>& notes) {
    const auto waiting = library.reportsToIndex();
    if (!waiting) {
        return std::unexpected(waiting.error());
    }
    if (*waiting > 0) {
        notes.push_back("The index of reports is being made anew: the words of " +
                        std::to_string(*waiting) + (*waiting == 1 ? " report" : " reports") +
                        " are not searched yet.");
    }
    return {};
}

Result<SearchResult> onOneState(Library& library, VectorIndex* index, const SearchQuery& query) {
    Result<SearchResult> result = SearchResult{};
    const auto read = library.onOneState([&]() -> Result<void> {
        result = searchState(library, index, query);
        return result ? tellOfIndexing(library, result->notes) : Result<void>();
    });
    return read ? std::move(result) : std::unexpected(read.error());
}

} // namespace

Result<SearchResult> findCases(Library& library, VectorIndex* index, const SearchQuery& query) {
    auto result = onOneState(library, index, query);
    if (result) {
        result->complete = !library.leftSentencesOut();
    }
    return result;
}

Result<void> checkPhrase(std::string_view typed) {
    const SearchPhrase phrase = parsePhrase(typed);
    if (phrase.empty()) {
        return std::unexpected(nothingToSearch(phrase, typed));
    }
    return {};
}

Result<std::vector<SearchHit>> searchCases(Library& library, const std::string& modelHash,
                                           const SearchQuery& query) {
    std::unique_ptr<VectorIndex> index;
    if (byImage(query)) {
        auto opened = VectorIndex::open(library, modelHash);
        if (!opened) {
            return std::unexpected(opened.error());
        }
        index = std::move(*opened);
    }
    auto result = onOneState(library, index.get(), query);
    if (!result) {
        return std::unexpected(result.error());
    }
    return std::move(result->hits);
}

Result<std::vector<std::string>> wordsMatched(Library& library, std::string_view phrase) {
    const auto parts = readPhrase(library, phrase);
    if (!parts) {
        return std::unexpected(parts.error());
    }
    std::vector<SearchTerm> wanted = parts->present;
    wanted.insert(wanted.end(), parts->absent.begin(), parts->absent.end());
    if (wanted.empty()) {
        return std::vector<std::string>{};
    }
    return library.matchedWords(wordsToMark(wanted));
}

} // namespace bolus
