import QtQuick
import Kiosk.Theme

// The city, drawn in one colour: a quiet foot for screens that would stand empty.
Image {
    id: skyline

    property color tint: Theme.primary

    height: width / 4
    sourceSize: Qt.size(Math.round(width), Math.round(height))
    source: width > 0 ? "image://pictures/skyline/" + encodeURIComponent(tint.toString()) : ""
    Accessible.ignored: true
}
