// A second model beside the one in use: which, how alike its map is, and its phases' shares.
#pragma once

#include <QComboBox>
#include <QLabel>
#include <QPushButton>

#include "ui/report/ShareBars.h"

namespace bolus {

class ComparePanel : public QWidget {
    Q_OBJECT
public:
    explicit ComparePanel(QWidget* parent = nullptr);

    /// The other models of the library. Where the chosen one is gone, none is.
    void setModels(const QStringList& others);
    QString chosen() const { return m_models->currentData().toString(); } // empty: none
    /// `alike` is nothing where it cannot be told.
    void setPair(const QString& first, std::optional<double> alike, std::vector<PhaseShare> shares);
    void setWaiting();
    /// Which model's map is on screen, or above the other where `both` are.
    void setSecondShown(bool second, bool both);
    /// Those that show the other while held.
    void setKeys(const QString& keys) { m_keys = keys; }

Q_SIGNALS:
    void modelChosen(const QString& model);
    void secondWanted(bool second);

private:
    void follow();

    QComboBox* m_models;
    QLabel *m_likeness, *m_sharesOf;
    ShareBars* m_shares;
    QPushButton* m_switch;
    QString shortened(const QString& model) const;

    QString m_first, m_keys;
    bool m_both = false;
};

} // namespace bolus
