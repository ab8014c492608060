// What an empty library shows: how to fill it.
#pragma once

#include <QFrame>
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

Q_SIGNALS:
    void importRequested();
    void demonstrationRequested();

private:
    QFrame* buildDropArea();
    QWidget* buildHints();

    QFrame* m_drop;
    QPushButton *m_import, *m_demonstration;
};

} // namespace bolus
