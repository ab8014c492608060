// What is among the found cases, with how many of each: a click narrows to it, another leaves it
// out, a third takes that back.
#pragma once

#include <QScrollArea>

#include "ui/search/SearchAnswer.h"

namespace bolus {

struct FacetKind;

class FacetPanel : public QScrollArea {
    Q_OBJECT
public:
    explicit FacetPanel(QWidget* parent = nullptr);
    void setAnswer(const SearchAnswer& answer);

Q_SIGNALS:
    /// The words of --filter that are to be in force.
    void narrowed(const QStringList& words);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void build();
    void fitHeight();
    bool tellsApart(const FacetKind& facet, const std::vector<FacetValue>& values) const;
    QWidget* facetLine(const QString& facet, const std::vector<FacetValue>& values);
    QWidget* valueButton(const QString& facet, const FacetValue& value);

    QStringList m_words; // in force
    std::map<QString, std::vector<FacetValue>> m_facets;
    qint64 m_cases = 0;     // found in all
    bool m_isBuilt = false; // of them; not before they are seen
};

/// "Phase: arterial" of a word of --filter, "Not phase: arterial"; the word itself where it is none
/// of the facets'.
QString narrowedText(const QString& word);
/// In force after a click on this value of a facet.
QStringList afterClick(QStringList words, const QString& facet, const QString& value);

} // namespace bolus
