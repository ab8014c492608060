// Puts one exam's facts into the phrases of its set.
#pragma once

#include "engine/phantom/ReportGrammar.h"
#include "engine/phantom/ReportPhrases.h"
#include "engine/phantom/ReportPlaces.h"

namespace bolus::phantom {

class Scribe {
public:
    Scribe(const PhantomExam& exam, Random& random, const Wording& wording);

    bool has(std::string_view section, std::string_view key) const;
    /// A phrase that tells of no finding. Empty where the set has none.
    std::string frame(std::string_view section, std::string_view key, const Slots& slots = {});
    std::string lead(Finding finding);
    /// A line of the impression.
    std::string impression(Finding finding);
    /// The finding as a note.
    std::string brief(Finding finding);
    /// What the finding does in one phase; `before` are the phases told of already.
    std::string behaviour(Finding finding, std::size_t phase,
                          const std::vector<std::size_t>& before);
    /// "(series 3, image 24)": the phase in which the finding is best seen and the slice through
    /// the middle of its largest lesion. Empty where it has no place in one slice.
    std::string reference(Finding finding);
    /// What may be said of the kidney without the finding; empty for other organs.
    std::string otherKidney(Finding finding);
    std::string technique();
    /// A finding forbids to call this topic normal.
    bool barred(std::string_view topic) const;
    /// A normal topic, if it holds here.
    std::string normal(std::string_view topic);

private:
    using Conditions = std::vector<std::string_view>;

    std::vector<const PhantomLesion*> lesionsOf(Finding finding) const;
    const PhantomLesion& largest(Finding finding) const;
    std::string key(std::string_view plain) const;
    std::string picked(const PhraseBook& book, std::string_view section, std::string_view key,
                       const Conditions& conditions);
    std::string_view numberOf(Finding finding) const; // "one" or "many"
    Conditions conditionsOf(Finding finding) const;
    Slots slotsOf(Finding finding);
    std::string told(Finding finding, std::string_view section, std::string_view plainKey,
                     const Conditions& conditions, bool keepSize);
    std::string fromFrame(Finding finding, std::string_view plainKey);
    bool isLiRads5() const;
    bool present(Finding finding) const;
    bool applies(std::string_view topic) const;

    const PhantomExam& m_exam;
    const PhraseBook& m_book;
    Random& m_random;
    Wording m_wording;
    std::vector<Finding> m_findings;
    std::vector<std::string> m_phaseNames; // a phase each
    std::vector<std::string> m_barred;     // topics
};

} // namespace bolus::phantom
