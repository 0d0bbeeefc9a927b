import QtQuick
import Kiosk.Controls
import Kiosk.Shell
import Kiosk.Theme

// The real pages, before they are printed.
Item {
    id: screen

    required property ReviewView view

    readonly property real side: Theme.landscape ? 620 * Theme.unit : 0

    Column {
        id: head

        anchors.left: parent.left
        anchors.top: parent.top
        anchors.margins: Theme.margin
        anchors.topMargin: Theme.gap
        width: Theme.landscape ? screen.side : parent.width - 2 * Theme.margin
        spacing: Theme.gap / 2

        Heading {
            width: parent.width
            text: screen.view.heading
        }

        Words {
            width: parent.width
            visible: !Theme.dense
            text: screen.view.hint
            color: Theme.inkSoft
        }
    }

    Rectangle {
        id: table

        anchors.top: Theme.landscape ? parent.top : head.bottom
        anchors.bottom: Theme.landscape ? parent.bottom : keys.top
        anchors.right: parent.right
        anchors.left: Theme.landscape ? head.right : parent.left
        anchors.margins: Theme.margin
        anchors.topMargin: Theme.gap
        anchors.bottomMargin: Theme.gap
        color: "#d6e0ea"
        radius: Theme.radius
        clip: true

        Flickable {
            id: flick

            anchors.fill: parent
            anchors.margins: Theme.gap / 2
            contentWidth: Math.max(width, sheet.width)
            contentHeight: Math.max(height, sheet.height)
            interactive: screen.view.zoomed
            boundsBehavior: Flickable.StopAtBounds
            clip: true

            Rectangle {
                id: sheet

                readonly property real fitted: Math.min(flick.width, flick.height / 1.4142)

                x: Math.max(0, (flick.width - width) / 2)
                y: Math.max(0, (flick.height - height) / 2)
                width: screen.view.zoomed ? Math.max(flick.width, 1.6 * fitted) : fitted
                height: 1.4142 * width
                color: Theme.paper
                border.color: Theme.line

                Image {
                    anchors.fill: parent
                    source: screen.view.source
                    sourceSize.width: Math.round(sheet.width)
                    cache: false
                    Accessible.role: Accessible.Graphic
                    Accessible.name: screen.view.pageText
                }
            }
        }
    }

    Column {
        id: keys

        anchors.left: parent.left
        anchors.bottom: parent.bottom
        anchors.margins: Theme.margin
        anchors.bottomMargin: Theme.gap
        width: Theme.landscape ? screen.side : parent.width - 2 * Theme.margin
        spacing: Theme.gap

        Row {
            width: parent.width
            spacing: Theme.gap

            ActionButton {
                id: previous

                objectName: "page_back"
                width: (parent.width - pageText.width - 2 * Theme.gap) / 2
                iconName: "arrow_left"
                label: screen.view.previousText
                shownLabel: Theme.landscape || Theme.elder ? "" : label
                enabled: screen.view.page > 1
                onTapped: screen.view.turn(-1)
            }

            Words {
                id: pageText

                anchors.verticalCenter: parent.verticalCenter
                width: Math.max(implicitWidth, 180 * Theme.unit)
                text: screen.view.pageText
                horizontalAlignment: Text.AlignHCenter
            }

            ActionButton {
                objectName: "page_on"
                width: previous.width
                iconName: "arrow_right"
                label: screen.view.nextText
                shownLabel: Theme.landscape || Theme.elder ? "" : label
                enabled: screen.view.page < screen.view.pages
                onTapped: screen.view.turn(1)
            }
        }

        ActionButton {
            width: parent.width
            objectName: "zoom"
            iconName: screen.view.zoomed ? "zoom_out" : "zoom_in"
            label: screen.view.zoomText
            onTapped: screen.view.zoom()
        }

        ActionButton {
            width: parent.width
            height: Math.max(implicitHeight, 1.25 * Theme.touch)
            objectName: "print"
            kind: "primary"
            iconName: "print"
            label: screen.view.printText
            onTapped: screen.view.print()
        }
    }
}
