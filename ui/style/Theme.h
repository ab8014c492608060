// The look of Bolus: a dark and a light palette, one style sheet for both, icons in the text's
// colour. Pictures stay on black in either.
#pragma once

#include <array>

#include <QColor>
#include <QIcon>
#include <QObject>

class QApplication;

namespace bolus::theme {

struct Colors {
    QColor ground; // behind texts and lists
    QColor panel;  // docks, dialogs
    QColor raised; // buttons, what the mouse is over
    QColor field, menu, border;
    QColor text, secondaryText, disabledText; // the first two: 4.5:1 or more on all of the above
    QColor accent, good, warning, bad;        // as texts, too
    QColor selection, chosenRow, hoveredRow, primary,
        primaryHover;             // backgrounds; on primary: white
    std::array<QColor, 6> curves; // Okabe and Ito's, without what the ground swallows
};

enum class Scheme { Dark, Light, System };

/// Of a scheme that is one of the two.
const Colors& colorsOf(Scheme scheme);

namespace detail {
inline Colors now;
}

// Of the scheme in use. What is not painted anew by itself, charts and rich texts, follows
// changes().
inline const QColor& ground = detail::now.ground;
inline const QColor& panel = detail::now.panel;
inline const QColor& raised = detail::now.raised;
inline const QColor& border = detail::now.border;
inline const QColor& text = detail::now.text;
inline const QColor& secondaryText = detail::now.secondaryText;
inline const QColor& accent = detail::now.accent;
inline const QColor& good = detail::now.good;
inline const QColor& warning = detail::now.warning;
inline const QColor& bad = detail::now.bad;
inline const std::array<QColor, 6>& curves = detail::now.curves;

class Changes : public QObject {
    Q_OBJECT
Q_SIGNALS:
    void changed(); // the colours are others now
};
Changes& changes();

struct Look {
    Scheme scheme = Scheme::Dark;
    int textPercent = 100; // 80 … 200 of the desktop's size
    bool operator==(const Look&) const = default;
};

inline constexpr int smallestText = 80, largestText = 200;

/// The user's choice, from QSettings ("look/scheme", "look/text").
Look look();
/// Kept, and applied at once.
void setLook(const Look& look);

/// Style, palette, text size and style sheet for the whole program, and the resources compiled into
/// it; at start, once.
void apply(QApplication& application);

/// resources/icons/NAME.svg in the text's colour, greyed when disabled, accent when checked.
QIcon icon(const QString& name);

} // namespace bolus::theme
