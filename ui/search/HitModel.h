// Found cases as rows.
#pragma once

#include <QAbstractListModel>

#include "ui/library/CaseListModel.h"
#include "ui/search/Hit.h"

namespace bolus {

class Thumbnails;

namespace HitRole {
enum {
    Sentence = CaseRole::HasReport + 1, // HTML, matching words marked
    Score,                              // text
    Ranks,
    Assertion
};
}

class HitModel : public QAbstractListModel {
    Q_OBJECT
public:
    explicit HitModel(Thumbnails& thumbnails, QObject* parent = nullptr);

    void setAnswer(const SearchAnswer& answer);
    void clear() { setAnswer({}); }
    const Hit& hit(const QModelIndex& index) const { return m_hits[index.row()]; }

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    const Case* caseOf(const Hit& hit) const;

    Thumbnails& m_thumbnails;
    QList<Hit> m_hits;
    std::vector<Case> m_cases;
    QStringList m_words;
};

} // namespace bolus
