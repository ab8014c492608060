#include "engine/phantom/ReportPlaces.h"

#include <algorithm>
#include <array>

#include "engine/phantom/ReportGrammar.h"

namespace bolus::phantom {

namespace {

constexpr std::array<const char*, 8> roman{"I", "II", "III", "IV", "V", "VI", "VII", "VIII"};
constexpr std::string_view segmentWord = "segment ";

using Lesions = std::vector<const PhantomLesion*>;

std::vector<std::string> segmentsOf(const Lesions& lesions, bool arabic) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < roman.size(); ++i) {
        const auto here = [&](const PhantomLesion* lesion) {
            return lesion->place.substr(segmentWord.size()) == roman[i];
        };
        if (std::ranges::any_of(lesions, here)) {
            names.push_back(arabic ? std::to_string(i + 1) : roman[i]);
        }
    }
    return names;
}

/// "right lobe" of segments V to VIII alone.
std::string lobeOf(const std::string& place) {
    const std::string name = place.substr(segmentWord.size());
    const auto index = std::ranges::find(roman, name) - roman.begin();
    return index == 0 ? "caudate lobe" : index < 4 ? "left lobe" : "right lobe";
}

std::string segmentText(const Lesions& lesions, const Wording& wording) {
    const auto names = segmentsOf(lesions, wording.arabicSegments);
    const bool many = names.size() > 1;
    if (wording.abbreviated) {
        constexpr std::array<const char*, 4> one{"seg. ", "seg ", "segm. ", "S"};
        constexpr std::array<const char*, 4> several{"segs. ", "segs ", "segm. ", "S"};
        const auto v = static_cast<std::size_t>(wording.variant);
        return (many ? several : one)[v] + joined(names, ", ", v == 1 ? " + " : ", ");
    }
    const std::string text = (many ? "segments " : "segment ") + joined(names, ", ", " and ");
    return many || wording.variant < 3 ? text : text + " of the " + lobeOf(lesions.front()->place);
}

struct Rewording {
    std::string_view place;
    std::array<std::string_view, 2> full, abbreviated;
};

constexpr std::array<Rewording, 13> rewordings{{
    {"upper pole of the spleen",
     {"the upper pole of the spleen", "the upper splenic pole"},
     {"upper spleen", "spleen upper pole"}},
    {"lower pole of the spleen",
     {"the lower pole of the spleen", "the lower splenic pole"},
     {"lower spleen", "spleen lower pole"}},
    {"mid portion of the spleen",
     {"the mid portion of the spleen", "the mid spleen"},
     {"mid spleen", "spleen mid portion"}},
    {"pancreatic head",
     {"the pancreatic head", "the head of the pancreas"},
     {"panc head", "pancreatic head"}},
    {"pancreatic body",
     {"the pancreatic body", "the body of the pancreas"},
     {"panc body", "pancreatic body"}},
    {"pancreatic tail",
     {"the pancreatic tail", "the tail of the pancreas"},
     {"panc tail", "pancreatic tail"}},
    {"infrarenal abdominal aorta",
     {"the infrarenal abdominal aorta", "the infrarenal aorta"},
     {"infrarenal aorta", "infrarenal abd aorta"}},
    {"abdominal aorta", {"the abdominal aorta", "the abdominal aorta"}, {"abd aorta", "abd aorta"}},
    {"descending thoracic and abdominal aorta",
     {"the descending thoracic and abdominal aorta", "the thoracoabdominal aorta"},
     {"thoracic + abd aorta", "desc thoracic and abd aorta"}},
    {"main portal vein", {"the main portal vein", "the main portal vein"}, {"main PV", "main PV"}},
    {"right portal vein",
     {"the right portal vein", "the right portal vein branch"},
     {"right PV", "R portal vein"}},
    {"left portal vein",
     {"the left portal vein", "the left portal vein branch"},
     {"left PV", "L portal vein"}},
    {"gallbladder", {"the gallbladder", "the gallbladder"}, {"GB", "gallbladder"}},
}};

constexpr std::string_view ofThe = " of the ";

/// "upper pole of the left kidney" and "left renal pelvis".
std::string kidneyText(const std::string& place, const Wording& wording) {
    const auto at = place.find(ofThe);
    if (!wording.abbreviated) {
        return "the " + place;
    }
    const std::string side = sideText(place, wording);
    if (at == std::string::npos) {
        return side + place.substr(place.find(' '));
    }
    const std::string part = place.substr(0, at);
    const std::string brief = part == "interpolar region" ? "interpolar" : part;
    return wording.variant < 2 ? side + " kidney " + brief : brief + " " + side + " kidney";
}

bool has(const std::string& text, std::string_view word) {
    return text.find(word) != std::string::npos;
}

} // namespace

std::string placeText(const Lesions& lesions, const Wording& wording) {
    const std::string& place = lesions.front()->place;
    if (place.starts_with(segmentWord)) {
        return segmentText(lesions, wording);
    }
    if (has(place, "kidney") || has(place, "renal pelvis")) {
        return kidneyText(place, wording);
    }
    const auto known = std::ranges::find(rewordings, place, &Rewording::place);
    if (known == rewordings.end()) {
        return "the " + place;
    }
    const auto& words = wording.abbreviated ? known->abbreviated : known->full;
    return std::string(words[static_cast<std::size_t>(wording.variant % 2)]);
}

std::string sideText(const std::string& place, const Wording& wording) {
    if (has(place, "both")) {
        return wording.abbreviated && wording.variant > 1 ? "bilat" : "bilateral";
    }
    const bool left = has(place, "left");
    if (!left && !has(place, "right")) {
        return {};
    }
    constexpr std::array<std::array<const char*, 4>, 2> brief{
        {{"right", "R", "rt", "right"}, {"left", "L", "lt", "left"}}};
    const auto v = static_cast<std::size_t>(wording.abbreviated ? wording.variant : 0);
    return brief[left][v];
}

std::string otherSide(const std::string& place, const Wording& wording) {
    return sideText(has(place, "left") ? "right" : "left", wording);
}

std::string sizeText(double mm, const Wording& wording) {
    const int whole = static_cast<int>(mm);
    return wording.centimetres
               ? std::to_string(whole / 10) + "." + std::to_string(whole % 10) + " cm"
               : std::to_string(whole) + " mm";
}

} // namespace bolus::phantom
