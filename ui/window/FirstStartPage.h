// What an empty library shows: how to fill it.
#pragma once

#include <QFrame>
#include <QLabel>
#include <QPushButton>

namespace bolus {

/// "Research and teaching use; not a medical device.", in the user's language.
QString disclaimerText();

class FirstStartPage : public QWidget {
    Q_OBJECT
public:
    explicit FirstStartPage(QWidget* parent = nullptr);
    /// While something is dragged over the window, or a first import runs.
    void setDropActive(bool active);
    void setBusy(bool busy);
    /// Of searching and of the help page, as they are now; empty where there is none.
    void setKeys(const QString& search, const QString& help);

Q_SIGNALS:
    void importRequested();
    void demonstrationRequested();

private:
    QFrame* buildDropArea();
    QWidget* buildHints();

    QFrame* m_drop;
    QPushButton *m_import, *m_demonstration;
    QLabel *m_searchHint = nullptr, *m_keysHint = nullptr;
};

} // namespace bolus
