// Found cases as rows; further cases of a patient unfold below their best one.
#pragma once

#include <QAbstractListModel>
#include <QHash>
#include <QSet>

#include "ui/library/CaseListModel.h"
#include "ui/search/CitedSlices.h"
#include "ui/search/SearchAnswer.h"

namespace bolus {

class PhasePictures;
class Thumbnails;
struct PhasePicture;

namespace HitRole {
enum {
    Sentence = CaseRole::HasReport + 1, // HTML, matching words marked
    Ranks,
    Assertion
};
}

/// The picture of a row, and which of the case's phases it shows.
struct HitPicture {
    QPixmap picture;
    std::optional<Phase> phase;
    int index = 0, count = 0;
};

class HitModel : public QAbstractListModel {
    Q_OBJECT
public:
    HitModel(Thumbnails& thumbnails, PhasePictures& pictures, QObject* parent = nullptr);

    void setAnswer(const SearchAnswer& answer);
    void clear() { setAnswer({}); }
    /// What follows the rows there are; false where the answer begins otherwise than they do.
    bool goOn(const SearchAnswer& answer);
    /// Where cases are to be shown.
    void setSlices(const CitedSlices& slices);
    const Hit& hit(const QModelIndex& index) const { return m_rows[index.row()].hit; }
    QString titleOf(const Hit& hit) const;
    const Case* caseOf(const Hit& hit) const; // as it is listed; null where it is not
    const QStringList& words() const { return m_words; }

    bool isUnfolded(const QModelIndex& index) const;
    bool isOther(const QModelIndex& index) const { return m_rows[index.row()].isOther; }
    /// "+ 2 more of this patient"; empty where there are none.
    QString foldText(const QModelIndex& index) const;
    void unfold(qint64 caseId, const QList<Hit>& others, std::vector<Case> cases);
    void fold(const QModelIndex& index);

    HitPicture picture(const QModelIndex& index) const;
    /// The next or the previous phase of the row; around at the ends.
    void stepPhase(const QModelIndex& index, int step);
    void showPhase(const QModelIndex& index, int phase);
    /// The phases of a row, at its best slice; null while they are made.
    const QList<PhasePicture>* phases(const Hit& hit) const;
    /// The phase that carried the match, among phases().
    static int bestPhase(const Hit& hit, const QList<PhasePicture>& phases);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    struct Row {
        Hit hit;
        bool isOther = false; // one of the patient above
    };
    QString spoken(const Row& row) const;

    Thumbnails& m_thumbnails;
    PhasePictures& m_pictures;
    QList<Row> m_rows;
    QHash<qint64, Case> m_cases;
    QHash<qint64, int> m_phases; // that the user went to
    QStringList m_words;
};

} // namespace bolus
