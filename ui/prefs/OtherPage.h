// Preferences: what Bolus remembers of earlier sessions on this computer.
#pragma once

#include <QLabel>
#include <QPushButton>

namespace bolus {

class OtherPage : public QWidget {
    Q_OBJECT
public:
    explicit OtherPage(QWidget* parent = nullptr);

Q_SIGNALS:
    void recentForgotten();
    void arrangementReset();

private:
    void refresh();

    QLabel* m_recent;
    QPushButton* m_forget;
};

} // namespace bolus
