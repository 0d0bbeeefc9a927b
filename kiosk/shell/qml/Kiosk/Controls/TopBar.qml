import QtQuick
import Kiosk.Shell
import Kiosk.Theme

// Where this is, what is being done, what time it is; and how to read it: larger, clearer, in another language.
Rectangle {
    id: bar

    required property ShellModel shell
    readonly property real keyWidth: Theme.landscape ? (Theme.elder ? 290 : 250) * Theme.unit : (keys.width - 2 * keys.spacing) / 3

    implicitHeight: Theme.landscape ? Math.max(keys.height, words.height) + Theme.gap + edge.height : words.height + keys.height + 2 * Theme.gap + edge.height
    color: Theme.primary

    Row {
        id: words

        x: Theme.margin
        y: Theme.landscape ? (parent.height - edge.height - height) / 2 : 0.75 * Theme.gap
        width: (Theme.landscape ? keys.x - Theme.gap : parent.width - Theme.margin) - x
        spacing: Theme.gap

        Rectangle {
            id: emblem

            anchors.verticalCenter: parent.verticalCenter
            width: 1.5 * Theme.icon
            height: width
            radius: width / 2
            color: Theme.primaryDark
            border.color: Theme.gold
            border.width: Theme.stroke

            Icon {
                anchors.centerIn: parent
                name: "emblem"
                tint: "#ffffff"
                size: 0.95 * Theme.icon
            }
        }

        Column {
            anchors.verticalCenter: parent.verticalCenter
            width: words.width - emblem.width - clock.width - 2 * words.spacing

            Words {
                width: parent.width
                text: bar.shell.title
                color: "#ffffff"
                font.pixelSize: Theme.large
                font.weight: Font.Bold
                lineHeight: 1.1
            }

            // Whose service it is, when it is another place's, matters more there than where this terminal stands.
            Words {
                objectName: "whose"
                width: parent.width
                text: bar.shell.origin || bar.shell.place
                color: bar.shell.origin ? "#ffffff" : Theme.paleOnPrimary
                font.pixelSize: Theme.tiny
                font.weight: bar.shell.origin ? Font.Bold : Font.Normal
                lineHeight: 1.1
            }
        }

        Words {
            id: clock

            anchors.verticalCenter: parent.verticalCenter
            text: bar.shell.clock
            color: "#ffffff"
            font.pixelSize: Theme.large
            lineHeight: 1
        }
    }

    Row {
        id: keys

        x: Theme.landscape ? parent.width - Theme.margin - width : Theme.margin
        y: Theme.landscape ? (parent.height - edge.height - height) / 2 : words.y + words.height + 0.5 * Theme.gap
        width: Theme.landscape ? implicitWidth : parent.width - 2 * Theme.margin
        spacing: Theme.gap / 2

        ActionButton {
            width: bar.keyWidth
            objectName: "elder"
            kind: "bar"
            label: bar.shell.elderText
            iconName: "elder"
            onTapped: bar.shell.switchElder()
        }

        ActionButton {
            width: bar.keyWidth
            objectName: "contrast"
            kind: "bar"
            label: bar.shell.contrastText
            iconName: "contrast"
            onTapped: bar.shell.switchContrast()
        }

        ActionButton {
            width: bar.keyWidth
            objectName: "language"
            visible: bar.shell.languageText !== ""
            kind: "bar"
            label: bar.shell.languageText
            iconName: "language"
            onTapped: bar.shell.switchLanguage()
        }
    }

    Rectangle {
        id: edge

        anchors.bottom: parent.bottom
        width: parent.width
        height: Math.round(6 * Theme.unit)
        color: Theme.gold
    }
}
