pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// Keys for one finger, in rows and columns. Each key: {object, sign, label, spoken, row, column, span, offered}.
Item {
    id: pad

    required property var keys
    required property int columns
    property real rowHeight: 1.2 * Theme.touch
    readonly property real spacing: 0.5 * Theme.gap
    readonly property real cell: (width - (columns - 1) * spacing) / columns
    readonly property int rows: keys.reduce((most, key) => Math.max(most, key.row + 1), 0)
    signal keyed(string sign)

    implicitHeight: rows * rowHeight + (rows - 1) * spacing

    Repeater {
        model: pad.keys

        Tappable {
            id: key

            required property var modelData

            objectName: modelData.object
            label: modelData.spoken
            enabled: modelData.offered
            x: modelData.column * (pad.cell + pad.spacing)
            y: modelData.row * (pad.rowHeight + pad.spacing)
            width: modelData.span * pad.cell + (modelData.span - 1) * pad.spacing
            height: pad.rowHeight
            onTapped: pad.keyed(modelData.sign)

            Card {
                anchors.fill: parent
                color: key.pressed ? Theme.primary : key.enabled || Theme.settling ? Theme.paper : "transparent"
                border.color: key.enabled || Theme.settling ? Theme.primary : Theme.line
            }

            Words {
                anchors.centerIn: parent
                text: key.modelData.label
                color: key.pressed ? Theme.paper : key.enabled || Theme.settling ? Theme.primary : Theme.inkSoft
                font.pixelSize: key.modelData.label.length > 2 ? Theme.body : pad.columns > 5 ? Theme.large : Theme.heading
                font.weight: Font.Bold
                font.strikeout: !key.enabled && !Theme.settling
                lineHeight: 1
            }
        }
    }
}
