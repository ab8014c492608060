// The cues, written for radiology reports after the kinds of NegEx (Chapman et al., J Biomed Inform
// 2001;34:301-310) and ConText (Harkema et al., J Biomed Inform 2009;42:839-851).
#pragma once

#include <string_view>

#include "library/reports/AssertionCues.h"

namespace bolus {

// Named lists that the patterns use as @name.
struct WordList {
    std::string_view name, words;
};
inline constexpr WordList wordLists[] = {
    {"is", "is|are|was|were|be|been|being"},
    {"seen", "seen|identified|noted|present|visualized|visualised|visualize|detected|demonstrated|"
             "evident|found|apparent|appreciated|visible|observed|recognized|recognised|shown|"
             "detectable|discernible|perceptible|palpable|depicted"},
    {"looked", "evaluated|assessed|characterized|characterised|included|imaged|covered|measured|"
               "opacified|distended|biopsied|specific|diagnostic"},
    {"change", "change|changes|difference|progression|increase|decrease|growth|improvement|"
               "regression|worsening"},
    {"changed", "changed|differ|differed|increased|decreased|progressed|improved|regressed|"
                "worsened|grown|resolved|cleared|disappeared|responded"},
    {"exam", "study|studies|exam|exams|examination|examinations|ct|cts|mr|mri|mris|scan|scans|"
             "imaging|image|images|ultrasound|sonography|sonogram|pet|radiograph|radiographs|film|"
             "films|report|reports|tomography|comparison|comparisons|x|dictation|radiography"},
    {"past", "previous|prior|last|earlier|old|older|outside|preceding|former|recent"},
    {"the", "the|his|her|their|a|an|patient's|this|that|any|these"},
    {"kin", "mother|father|sister|brother|son|daughter|aunt|uncle|grandmother|grandfather|"
            "grandparent|grandparents|cousin|cousins|niece|nephew|parent|parents|sibling|siblings|"
            "relative|relatives|twin|sisters|brothers|sons|daughters|aunts|uncles|wife|husband|"
            "mother's|father's|sister's|brother's|grandmother's|grandfather's"},
    {"surgery", "*ectomy|*plasty|*stomy|*otomy|resection|ablation|embolization|embolisation|"
                "chemoembolization|chemoembolisation|transplant|transplantation|chemotherapy|"
                "radiotherapy|surgery|tace|rfa|whipple|repair|bypass|graft|stenting"},
};

// Words that "~" in a pattern may pass over, up to three of them.
inline constexpr std::string_view degrees =
    "significant|significantly|interval|substantial|substantially|definite|definitely|definitively|"
    "clear|clearly|obvious|obviously|appreciable|appreciably|convincing|convincingly|confidently|"
    "completely|entirely|totally|fully|absolutely|currently|now|otherwise|longer|new|any|further|"
    "marked|markedly|notable|noticeable|apparent|gross|grossly|overt|really|readily|reliably|"
    "safely|"
    "also|been|be|material|relevant|measurable|considerable|radiographic|size|yet|very|highly|"
    "quite|"
    "most|more|visible|other|subsequently|since|just|easily|specifically|with|certainty|the";

struct KnownCue {
    std::string_view
        words; // "a|b": either; "*ectomy": by its end; "#": digits; "_": up to two words
    Cue cue;   // that are no prepositions. The longest phrase at a place counts.
};
inline constexpr KnownCue knownCues[] = {
    // What only looks like a denial.
    {"no ~ @change", Cue::Nothing},
    {"without ~ @change", Cue::Nothing},
    {"not show|demonstrate|reveal ~ @change", Cue::Nothing},
    {"not ~ @changed", Cue::Nothing},
    {"not ~ @looked", Cue::Nothing},
    {"not only|just|merely|simply|solely", Cue::Nothing},
    {"not limited|uncommon|uncommonly|unusual|infrequent|infrequently", Cue::Nothing},
    {"not without|absent|negative|devoid", Cue::Nothing},
    {"no lack|absence|shortage", Cue::Nothing},
    {"if not", Cue::Nothing},
    {"no doubt|question|need|plan|plans|comparison", Cue::Nothing},
    {"without doubt|question|difficulty|incident|delay", Cue::Nothing},
    {"no difficulty", Cue::Nothing},
    {"with or|and without", Cue::Nothing},
    {"without and with", Cue::Nothing},
    {"without ~ contrast|gadolinium|sedation", Cue::Nothing},
    {"without intravenous|iv|oral contrast", Cue::Nothing},
    {"no intravenous|iv|oral contrast", Cue::Nothing},
    {"gram|hiv|hbv|hcv|rh|er|pr|her2|node|triple negative", Cue::Nothing},
    {"false negative", Cue::Nothing},
    {"negative pressure|predictive|contrast|value|values|margin|margins", Cue::Nothing},
    {"no prior|previous|old _ @exam", Cue::Nothing},
    {"no #", Cue::Nothing}, // "No. 3"
    // New since then: there now.
    {"not ~ @seen in|on|at ~ @the @past", Cue::Nothing},
    {"not ~ @seen in|on|at @past", Cue::Nothing},
    {"not ~ @seen previously|before|earlier", Cue::Nothing},
    {"not ~ @seen in #", Cue::Nothing}, // a year
    {"not previously @seen|known|described|reported|imaged", Cue::Nothing},
    {"previously not @seen|known|described|reported", Cue::Nothing},

    {"no", Cue::DeniesAfter},
    {"not", Cue::DeniesAfter},
    {"never", Cue::DeniesAfter},
    {"without", Cue::DeniesAfter},
    {"w/o", Cue::DeniesAfter},
    {"w out", Cue::DeniesAfter},
    {"nothing|nil", Cue::DeniesAfter},
    {"none of", Cue::DeniesAfter},
    {"neither|nor", Cue::DeniesAfter},
    {"cannot|could see|identify|detect|find", Cue::DeniesAfter},
    {"neg|negative for|of", Cue::DeniesAfter},
    {"negative _ @exam for", Cue::DeniesAfter},
    {"free|clear|devoid of", Cue::DeniesAfter},
    {"absence|lack of", Cue::DeniesAfter},
    {"lacks|lacking|lacked", Cue::DeniesAfter},
    {"rather than", Cue::DeniesAfter},
    {"instead of", Cue::DeniesAfter},
    {"as opposed to", Cue::DeniesAfter},
    {"deny|denies|denied|denying", Cue::DeniesAfter},
    {"fail|fails|failed|failing to", Cue::DeniesAfter},
    {"rules|ruling out", Cue::DeniesAfter},
    {"ruled out for", Cue::DeniesAfter},
    {"excludes|excluding", Cue::DeniesAfter},
    {"argues|argue|arguing|speaks|speak against", Cue::DeniesAfter},
    {"kein|keine|keinen|keiner|keinem|keines|keinerlei|ohne|nicht", Cue::DeniesAfter}, // German
    {"pas de|d", Cue::DeniesAfter},                                                    // French
    {"sans|aucun|aucune", Cue::DeniesAfter},
    {"sin|senza|sem|geen|zonder", Cue::DeniesAfter}, // Spanish, Italian, Portuguese, Dutch

    {"absent|negative|unremarkable for", Cue::DeniesAfter},
    {"absent|negative", Cue::DeniesHead},
    {"none|excluded", Cue::DeniesBefore},
    {"excluded from", Cue::Nothing},
    {"not ~ @seen", Cue::DeniesBefore},
    {"no longer ~ @seen", Cue::DeniesBefore},
    {"no longer", Cue::DeniesAfter},
    {"ruled out", Cue::DeniesBefore},
    {"@is ~ excluded", Cue::DeniesBefore},
    {"have|has|had been ~ excluded", Cue::DeniesBefore},
    {"@is ~ unlikely", Cue::DeniesBefore},
    {"nicht nachweisbar|abgrenzbar|erkennbar|sichtbar|vorhanden", Cue::DeniesBefore},
    {"non", Cue::DeniesOne},

    {"possible|possibly|probable|probably|likely|perhaps|maybe|presumed|presumably|"
     "questionable|doubtful|question|equivocal|differential|suspected|conceivably|potentially",
     Cue::DoubtsAfter},
    {"may|might|could", Cue::DoubtsAfter},
    {"suspicious for|of", Cue::DoubtsAfter},
    {"suspicion of|for", Cue::DoubtsAfter},
    {"concern|concerning|worrisome for|about|of", Cue::DoubtsAfter},
    {"suggestive|indicative of", Cue::DoubtsAfter},
    {"suggest|suggests|suggested|suggesting", Cue::DoubtsAfter},
    {"raises|raise|raising @the ~ possibility|question|suspicion|concern|concerns of|for",
     Cue::DoubtsAfter},
    {"possibility|likelihood|probability|risk of|for", Cue::DoubtsAfter},
    {"favor|favors|favoring|favored|favour|favours|favouring|favoured", Cue::DoubtsAfter},
    {"@is favored|favoured to", Cue::DoubtsAfter},
    {"question of", Cue::DoubtsAfter},
    {"unclear|uncertain|unknown|unsure if|whether", Cue::DoubtsAfter},
    {"if|whether there is|are ~", Cue::DoubtsAfter},
    {"if|whether", Cue::DoubtsAfter},
    {"not necessarily", Cue::DoubtsAfter},
    {"not ~ excluding", Cue::DoubtsAfter},
    {"considerations ~ include|includes", Cue::DoubtsAfter},
    {"considerations would include", Cue::DoubtsAfter},
    {"consider", Cue::DoubtsAfter},
    {"correlate ~ for", Cue::DoubtsAfter},
    {"correlate clinically for", Cue::DoubtsAfter},
    {"to ~ exclude", Cue::DoubtsAfter},
    {"and|or exclude", Cue::DoubtsAfter},
    {"cannot|could|can ~ exclude", Cue::DoubtsAfter},
    {"cannot|could|can not ~ exclude", Cue::DoubtsAfter},
    {"not ~ exclude", Cue::DoubtsAfter},
    {"not ~ rule out", Cue::DoubtsAfter},
    {"cannot rule out", Cue::DoubtsAfter},
    {"difficult|hard to ~ exclude", Cue::DoubtsAfter},
    {"rule out", Cue::DoubtsAfter},
    {"r/o", Cue::DoubtsAfter},
    {"evaluate|evaluation|assess|assessment|screen|screening|look|looking|search|searching|check "
     "for",
     Cue::DoubtsAfter},
    {"appropriate clinical setting", Cue::DoubtsAfter},
    {"sensitive for|in|to", Cue::DoubtsAfter},
    {"less|more|most likely", Cue::DoubtsAfter},
    {"unlikely", Cue::DeniesHead},
    {"versus|vs", Cue::DoubtsAfter},
    {"versus|vs", Cue::DoubtsBefore},
    {"verdacht auf", Cue::DoubtsAfter}, // German
    {"v a", Cue::DoubtsAfter},
    {"fraglich|fragliche|fraglicher|fragliches|fraglichen", Cue::DoubtsAfter},

    {"cannot|could ~ excluded", Cue::Reopens},
    {"cannot|could ~ ruled out", Cue::Reopens},
    {"can|could not ~ excluded", Cue::Reopens},
    {"can|could not ~ ruled out", Cue::Reopens},
    {"not ~ excluded", Cue::Reopens},
    {"not ~ ruled out", Cue::Reopens},
    {"nicht auszuschließen|ausgeschlossen", Cue::Reopens},
    {"difficult|hard to ~ exclude", Cue::DoubtsBefore},
    {"cannot|could ~ @seen", Cue::DoubtsBefore},
    {"cannot|could|can not ~ @seen", Cue::DoubtsBefore},
    {"not ~ well|optimally|adequately @seen|defined|delineated|evaluated|assessed|included",
     Cue::DoubtsBefore},
    {"also possible", Cue::DoubtsBefore},
    {"suspected", Cue::DoubtsBefore},
    {"@is ~ "
     "possible|probable|suspected|likely|questionable|doubtful|considered|questioned|equivocal|"
     "favored|favoured",
     Cue::DoubtsHead},
    {"@is a|one ~ possibility|consideration", Cue::DoubtsBefore},
    {"not ~ unlikely", Cue::DoubtsBefore},
    {"should be considered|excluded", Cue::DoubtsBefore},
    {"could|may|might have this appearance", Cue::DoubtsBefore},

    {"history|hx of", Cue::PastAfter},
    {"history|hx significant|notable|remarkable|positive for|of", Cue::PastAfter},
    {"past medical|surgical history", Cue::PastAfter},
    {"h/o", Cue::PastAfter},
    {"s/p", Cue::PastAfter},
    {"status post", Cue::PastAfter},
    {"underwent", Cue::PastAfter},
    {"after|following|post @surgery", Cue::PastItself},
    {"after|following|post _ @surgery", Cue::PastItself},
    {"zustand nach", Cue::PastAfter}, // German
    {"z n", Cue::PastAfter},
    {"previous|prior|past|remote ~ history of", Cue::PastAfter},
    {"prior|previous|past|former", Cue::PastNext},
    {"previously resected|removed|excised|diagnosed", Cue::PastNext},
    {"in the past", Cue::SeenBefore},
    {"years|months|weeks|days|year|month|week|day ago", Cue::SeenBefore},
    {"has|have|had|@is ~ resolved|cleared|disappeared|removed|resected", Cue::PastBefore},
    {"has|have|had been ~ removed|resected|excised|treated successfully", Cue::PastBefore},
    {"resolved", Cue::PastHead},
    {"resolution|disappearance|clearing|removal of", Cue::PastAfter},
    {"previously|formerly @seen|described|reported|mentioned|imaged", Cue::SeenBefore},
    {"@seen|described|reported on|in|at|by @past _ @exam", Cue::SeenBefore},
    {"@seen|described|reported on|in|at|by @the @past _ @exam", Cue::SeenBefore},
    {"in|on|at @past _ @exam", Cue::SeenBefore},
    {"in|on|at @the @past _ @exam", Cue::SeenBefore},

    {"not ~ resolved", Cue::Nothing},
    {"partially|partly|incompletely|nearly|almost|mostly|largely|not resolved|cleared",
     Cue::Nothing},
    {"partial|incomplete|near|nearly|almost ~ resolution|clearing", Cue::Nothing},
    {"near complete resolution", Cue::Nothing},
    {"ensure|document|until|to ~ resolution", Cue::Nothing},
    {"@past _ @exam", Cue::Nothing},
    {"compared|comparison|compare to|with|from _ @past _ @exam", Cue::Nothing},
    {"prior|previous to", Cue::Nothing},
    {"as|again|also previously|before @seen|described|reported", Cue::Nothing},
    {"as|again|also @seen|described|reported on|in|at @past _ @exam", Cue::Nothing},
    {"as|again|also @seen|described|reported on|in|at @the @past _ @exam", Cue::Nothing},
    {"than|to|from|with previously", Cue::Nothing},
    {"previously @seen|described|reported and|but", Cue::SeenBefore},

    {"family _ history of|for|positive|significant|includes", Cue::AnothersAfter},
    {"family _ history", Cue::AnothersHead},
    {"family member|members with", Cue::AnothersAfter},
    {"fhx|fh", Cue::AnothersHead},
    {"@kin with|had|has|have|died|diagnosed|suffered|who|developed|carries|deceased|having",
     Cue::AnothersAfter},
    {"@kin and @kin with|had|has|have|died|diagnosed|suffered|who|developed", Cue::AnothersAfter},
    {"@kin @is ~ diagnosed|affected|treated", Cue::AnothersAfter},
    {"mother's|father's|sister's|brother's|grandmother's|grandfather's", Cue::AnothersAfter},
    {"in @kin", Cue::AnothersBefore},
    {"in @the|patient's|one|two|both|maternal|paternal|several|multiple @kin", Cue::AnothersBefore},
    {"in @the maternal|paternal|older|younger|first @kin", Cue::AnothersBefore},
    {"mother|father|sister|brother", Cue::AnothersLabel},

    {"but|however|although|though|whereas|while|yet|nevertheless|because|which", Cue::Clause},
    {"except|excepting|besides", Cue::Clause},
    {"except|save for", Cue::Clause},
    {"with the exception of", Cue::Clause},
    {"apart|aside from", Cue::Clause},
    {"other than", Cue::Clause},
    {"there is|are|has|was|were", Cue::Clause},
    {"aber|jedoch|sondern|außer|mais|pero", Cue::Clause}, // German, French, Spanish
};

} // namespace bolus
