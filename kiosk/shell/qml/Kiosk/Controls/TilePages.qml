pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// A page of tiles, and keys that turn the pages where there are more. Each tile: {id, object, label, note, chosen}.
Column {
    id: list

    required property var tiles
    required property int page
    required property int pages
    required property string pageText
    required property string previousText
    required property string followingText
    property int columns: 1
    property bool several: false
    signal chosen(string id)
    signal turned(int pages)

    spacing: 0.75 * Theme.gap

    Grid {
        id: grid

        readonly property real cell: (width - (columns - 1) * spacing) / columns

        width: parent.width
        columns: list.columns
        spacing: 0.75 * Theme.gap

        Repeater {
            model: list.tiles

            ChoiceTile {
                required property var modelData

                width: grid.cell
                objectName: modelData.object
                label: modelData.label
                note: modelData.note
                chosen: modelData.chosen
                several: list.several
                onTapped: list.chosen(modelData.id)
            }
        }
    }

    Item {
        width: parent.width
        height: Theme.touch
        visible: list.pages > 1

        ActionButton {
            id: previous

            width: 0.34 * parent.width
            objectName: "previous_page"
            iconName: "arrow_left"
            label: list.previousText
            enabled: list.page > 1
            onTapped: list.turned(-1)
        }

        Words {
            anchors.left: previous.right
            anchors.right: following.left
            anchors.margins: 0.5 * Theme.gap
            anchors.verticalCenter: parent.verticalCenter
            horizontalAlignment: Text.AlignHCenter
            text: list.pageText
            lineHeight: 1
        }

        ActionButton {
            id: following

            anchors.right: parent.right
            width: 0.34 * parent.width
            objectName: "next_page"
            iconName: "arrow_right"
            label: list.followingText
            enabled: list.page < list.pages
            onTapped: list.turned(1)
        }
    }
}
