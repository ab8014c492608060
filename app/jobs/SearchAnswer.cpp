#include "app/jobs/SearchAnswer.h"

#include <algorithm>

#include "app/jobs/CaseJobs.h"
#include "app/jobs/RegionPlace.h"

namespace bolus {

namespace {

template<typename T>
Json orNull(const std::optional<T>& value) {
    return value ? Json(*value) : Json();
}

Json partsJson(const SearchHit& hit) {
    Json parts = Json::array();
    for (const PartRank& part : hit.parts) {
        parts.push_back({{"part", searchPartToken(part.part)},
                         {"rank", part.rank},
                         {"score", orNull(part.score)},
                         {"weight", part.weight}});
    }
    return parts;
}

Json sharesJson(const SearchHit& hit) {
    Json shares = Json::object();
    for (std::size_t i = 0; i < std::min(hit.phases.size(), hit.phaseShares.size()); ++i) {
        Json& share = shares[phaseToken(hit.phases[i])];
        share = hit.phaseShares[i] + (share.is_number() ? share.get<float>() : 0.0F);
    }
    return shares;
}

bool has(const std::vector<Phase>& phases, Phase phase) {
    return std::ranges::find(phases, phase) != phases.end();
}

/// Of its vector where it has one, for that is what was compared.
std::vector<Phase> phasesOf(const SearchHit& hit, const Case* exam) {
    std::vector<Phase> phases = hit.phases;
    for (std::size_t i = 0; phases.empty() && exam && i < exam->volumes.size(); ++i) {
        const VolumeRecord& volume = exam->volumes[i];
        if (volume.inPhaseSeries && !has(phases, volume.phase.phase)) {
            phases.push_back(volume.phase.phase);
        }
    }
    return phases;
}

std::vector<Phase> missingPhases(const SearchHit& hit, const Case* exam,
                                 const std::vector<Phase>& wanted) {
    const std::vector<Phase> there = phasesOf(hit, exam);
    std::vector<Phase> missing;
    for (const Phase phase : wanted) {
        if (phase != Phase::Unknown && !has(there, phase) && !has(missing, phase)) {
            missing.push_back(phase);
        }
    }
    return missing;
}

std::string lowered(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) {
        return c < 0x80 ? static_cast<char>(std::tolower(c)) : static_cast<char>(c);
    });
    return text;
}

Json tagsJson(const std::vector<CaseTag>& tags) {
    Json list = Json::array();
    for (const CaseTag& tag : tags) {
        list.push_back(
            {{"tag", tag.tag}, {"name", tag.name}, {"assertion", assertionToken(tag.assertion)}});
    }
    return list;
}

std::vector<std::string> assertedNames(const std::vector<CaseTag>& tags) {
    std::vector<std::string> names;
    for (const CaseTag& tag : tags) {
        if (tag.assertion == Assertion::Present) {
            names.push_back(tag.name);
        }
    }
    return names;
}

/// "adenoma, not hepatocellular carcinoma"; empty where one is the same, or a side says none.
std::string otherDiagnosis(const std::vector<CaseTag>& own, const std::vector<CaseTag>& asked) {
    const std::vector<std::string> is = assertedNames(own), wanted = assertedNames(asked);
    const bool shared = std::ranges::any_of(
        is, [&](const auto& name) { return std::ranges::find(wanted, name) != wanted.end(); });
    return shared || is.empty() || wanted.empty() ? std::string()
                                                  : is.front() + ", not " + wanted.front();
}

Json differences(const ToldHit& told, const std::vector<Phase>& missing, const SearchFrame& frame) {
    const SearchHit& hit = told.hit;
    Json differs = Json::array();
    if (const std::string other = otherDiagnosis(told.tags, frame.tags); !other.empty()) {
        differs.push_back(other);
    }
    for (const Phase phase : missing) {
        differs.push_back("no " + lowered(phaseLabel(phase)) + " phase");
    }
    if (hit.contradicts) {
        differs.push_back("its report says otherwise");
    }
    if (hit.silent) {
        differs.push_back("its report does not say so");
    }
    return differs;
}

Json countsJson(const std::vector<FacetCount>& counts) {
    Json list = Json::array();
    for (const FacetCount& count : counts) {
        list.push_back({{"value", count.value}, {"cases", count.cases}});
    }
    return list;
}

} // namespace

Json briefHitJson(const SearchHit& hit) {
    return {{"rank", hit.rank},
            {"case", hit.caseId},
            {"patient_id", hit.patientId},
            {"score", hit.score},
            {"parts", partsJson(hit)}};
}

Json hitJson(const ToldHit& told, const SearchFrame& frame, const Library& library) {
    const SearchHit& hit = told.hit;
    const std::vector<Phase> missing = missingPhases(hit, told.exam, frame.phases);
    Json missingJson = Json::array();
    for (const Phase phase : missing) {
        missingJson.push_back(phaseToken(phase));
    }
    return {{"rank", hit.rank},
            {"case", hit.caseId},
            {"patient_id", hit.patientId},
            {"score", hit.score},
            {"lexical_rank", orNull(hit.lexicalRank)},
            {"words_rank", orNull(hit.lexicalRank)},
            {"image_rank", orNull(hit.imageRank)},
            {"region_rank", orNull(hit.regionRank)},
            {"cosine", orNull(hit.cosine)},
            {"parts", partsJson(hit)},
            {"sentence", hit.sentence},
            {"section", hit.sentence.empty() ? "" : sectionToken(hit.section)},
            {"assertion", hit.sentence.empty() ? "" : assertionToken(hit.assertion)},
            {"contradicts", hit.contradicts},
            {"tags", tagsJson(told.tags)},
            {"phase_shares", sharesJson(hit)},
            {"patient_cases", hit.patientCases},
            {"group", hit.otherDiagnosis ? "other_diagnosis" : "similar"},
            {"missing_phases", missingJson},
            {"differs", differences(told, missing, frame)},
            {"best_slice", told.place && told.exam
                               ? bestSliceJson(*told.place, *told.exam, frame.drawnIn)
                               : Json()},
            {"region",
             told.place && told.exam ? regionJson(*told.place, *told.exam, frame.drawnIn) : Json()},
            {"thumbnail", thumbnailOf(library, hit.caseId)}};
}

Json correctionsJson(const SearchResult& result) {
    Json list = Json::array();
    for (const SpellingCorrection& correction : result.corrections) {
        list.push_back({{"typed", correction.typed}, {"used", correction.used}});
    }
    return list;
}

Json facetsJson(const SearchResult& result) {
    const Facets& facets = result.facets;
    return {
        {"modality", countsJson(facets.modality)},    {"body_part", countsJson(facets.bodyPart)},
        {"phase", countsJson(facets.phase)},          {"sex", countsJson(facets.sex)},
        {"age", countsJson(facets.ageDecade)},        {"year", countsJson(facets.year)},
        {"maker", countsJson(facets.manufacturer)},   {"tag", countsJson(facets.tag)},
        {"assertion", countsJson(result.assertions)}, {"cases", facets.cases}};
}

} // namespace bolus
