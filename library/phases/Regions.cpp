#include "library/phases/Regions.h"

#include <initializer_list>
#include <string_view>
#include <vector>

#include "library/phases/Words.h"

namespace bolus {

namespace {

constexpr unsigned long bit(Region region) {
    return 1UL << static_cast<unsigned>(region);
}

struct RegionWords {
    unsigned long regions;
    const char* patterns; // words without accents and case, separated by '|' (see Words.h)
};

constexpr unsigned long trunk = bit(Region::Chest) | bit(Region::Abdomen) | bit(Region::Pelvis);

constexpr RegionWords table[] = {
    {bit(Region::Head), "head|brain*|skull|kopf|schadel*|schaedel*|tete|crane|cranio*|cabeza|hirn|"
                        "cerebr*|testa|hoofd|schedel|cranium|encefalo|enceph*|cervello"},
    {bit(Region::Neck), "neck|hals|cou|cuello|collo|larynx|pescoco"},
    {bit(Region::Chest), "chest*|thora*|torax|torace|heart|cardiac|herz|coeur|corazon|ribs"},
    {bit(Region::Abdomen),
     "abd|abdomen*|abdom*|bauch|oberbauch|liver|leber|foie|higado|fegato|figado|lever|hepat*|"
     "pancrea*|pankreas|kidney*|renal|niere*|rein|reins|rinon*|rene|reni|spleen|milz|adrenal*|"
     "gallbladder|ventre|buik|mrcp"},
    {bit(Region::Pelvis), "pelvi*|becken|bassin|bacino|bekken|prostat*|bladder|uter*|rectum|vejiga|"
                          "blase|pelv"},
    {trunk, "cap|tap|wholebody|trunk|ganzkorper|torso"},
    {bit(Region::Abdomen) | bit(Region::Pelvis),
     "urogra*|uro|ctu|ivu|kub|urinary|enterogra*|colon"},
    {bit(Region::Spine), "spine|wirbel*|lumbar|lws|bws|hws|cspine|tspine|lspine|rachis|columna|"
                         "colonna|wervel*|sacrum"},
    {bit(Region::Limb), "knee*|leg|legs|hand|foot|feet|shoulder|hip|ankle|wrist|elbow|arm|femur|"
                        "tibia|knie|bein|fuss|schulter|genou|jambe|extremity|lowerextremity"},
    {bit(Region::Breast), "breast*|mamma*|brust|sein|seins|mama|mamas|seno"},
};

struct Compiled {
    Regions regions;
    std::vector<std::vector<std::string>> patterns;
};

std::vector<Compiled> compileTable() {
    std::vector<Compiled> compiled;
    for (const RegionWords& row : table) {
        Compiled& entry = compiled.emplace_back(Compiled{Regions(row.regions), {}});
        std::string_view rest = row.patterns;
        while (!rest.empty()) {
            const auto bar = rest.find('|');
            entry.patterns.push_back(splitPattern(rest.substr(0, bar)));
            rest = bar == std::string_view::npos ? std::string_view() : rest.substr(bar + 1);
        }
    }
    return compiled;
}

/// "CHESTABDPELVIS" and "ABDPEL" are single words.
Regions fusedRegions(const std::vector<std::string>& words) {
    Regions found;
    for (const std::string& word : words) {
        const auto holds = [&](const char* part) { return word.find(part) != std::string::npos; };
        if (holds("abdpel") || holds("abdpelv") || holds("abdomenpel") || holds("chestabd") ||
            holds("thoraxabd") || holds("headneck")) {
            found |= Regions(holds("chest") || holds("thorax") ? bit(Region::Chest) : 0UL);
            found |= Regions(holds("abd") ? bit(Region::Abdomen) : 0UL);
            found |= Regions(holds("pel") ? bit(Region::Pelvis) : 0UL);
            found |= Regions(holds("headneck") ? bit(Region::Head) | bit(Region::Neck) : 0UL);
        }
    }
    return found;
}

} // namespace

Regions regionsIn(const std::string& text) {
    static const std::vector<Compiled> compiled = compileTable();
    const std::vector<std::string> words = wordsOf(text);
    Regions found = fusedRegions(words);
    for (const Compiled& row : compiled) {
        if (anyMatches(words, row.patterns)) {
            found |= row.regions;
        }
    }
    return found;
}

} // namespace bolus
