<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>stemviewer</name>
    <message>
        <source>
Unknown, because the dose of {0} of them is unknown.</source>
        <translation>
Unbekannt, weil die Dosis von {0} davon unbekannt ist.</translation>
    </message>
    <message>
        <source>
now → then: {0}</source>
        <translation>
jetzt → dann: {0}</translation>
    </message>
    <message>
        <source>
{0} frames never arrived; booked as estimated.</source>
        <translation>
{0} Frames kamen nie an; geschätzt verbucht.</translation>
    </message>
    <message>
        <source> (and {0} more)</source>
        <translation> (und {0} weitere)</translation>
    </message>
    <message>
        <source> It is tried again by itself.</source>
        <translation> Es wird von selbst wieder versucht.</translation>
    </message>
    <message>
        <source> Noise is {0} × that of counting, and counted so.</source>
        <translation> Das Rauschen ist {0} × das des Zählens und so gerechnet.</translation>
    </message>
    <message>
        <source> Press Record first: fractions are kept as raw frames of a session.</source>
        <translation> Zuerst Aufzeichnen drücken: Fraktionen werden als Roh-Frames einer Sitzung abgelegt.</translation>
    </message>
    <message>
        <source> Processed: no error known; it adds no electrons to raw.</source>
        <translation> Verarbeitet: kein Fehler bekannt; es fügt Roh keine Elektronen hinzu.</translation>
    </message>
    <message>
        <source> Processed: {0}.</source>
        <translation> Verarbeitet: {0}.</translation>
    </message>
    <message>
        <source> The lattice fades: the first {0} keep most of its contrast.</source>
        <translation> Das Gitter verblasst: die ersten {0} behalten den größten Teil seines Kontrasts.</translation>
    </message>
    <message>
        <source> and {0} more</source>
        <translation> und {0} weitere</translation>
    </message>
    <message>
        <source> frames</source>
        <translation> Frames</translation>
    </message>
    <message>
        <source> of frame {0}</source>
        <translation> von Frame {0}</translation>
    </message>
    <message>
        <source> px wide</source>
        <translation> px breit</translation>
    </message>
    <message>
        <source> {0} of {1}.</source>
        <translation> {0} von {1}.</translation>
    </message>
    <message>
        <source> · BLANKED</source>
        <translation> · AUSGETASTET</translation>
    </message>
    <message>
        <source> · REC {0}</source>
        <translation> · AUFN {0}</translation>
    </message>
    <message>
        <source> · STOPPED</source>
        <translation> · GESTOPPT</translation>
    </message>
    <message>
        <source># stemviewer {0}

Live viewer for low-dose STEM: raw and denoised side by side, dose in hand, every network picture marked. BSD-3-Clause.

Python {1} · PySide6 {2} · numpy {3} · torch {4} · h5py {5}

{6}

{7}

{8}</source>
        <translation># stemviewer {0}

Live-Betrachter für STEM bei niedriger Dosis: roh und entrauscht nebeneinander, die Dosis im Griff, jedes Netzwerkbild gekennzeichnet. BSD-3-Clause.

Python {1} · PySide6 {2} · numpy {3} · torch {4} · h5py {5}

{6}

{7}

{8}</translation>
    </message>
    <message>
        <source>## Networks</source>
        <translation>## Netzwerke</translation>
    </message>
    <message>
        <source>&amp;About stemviewer</source>
        <translation>&amp;Über stemviewer</translation>
    </message>
    <message>
        <source>&amp;Angle</source>
        <translation>&amp;Winkel</translation>
    </message>
    <message>
        <source>&amp;Blank beam</source>
        <translation>Strahl aus&amp;tasten</translation>
    </message>
    <message>
        <source>&amp;Change keys…</source>
        <translation>Tasten &amp;ändern…</translation>
    </message>
    <message>
        <source>&amp;Clear all shapes</source>
        <translation>Alle Formen &amp;löschen</translation>
    </message>
    <message>
        <source>&amp;Commands…</source>
        <translation>&amp;Befehle…</translation>
    </message>
    <message>
        <source>&amp;Connect…</source>
        <translation>&amp;Verbinden…</translation>
    </message>
    <message>
        <source>&amp;Dark theme</source>
        <translation>&amp;Dunkles Design</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>&amp;Löschen</translation>
    </message>
    <message>
        <source>&amp;Distance</source>
        <translation>&amp;Abstand</translation>
    </message>
    <message>
        <source>&amp;Ellipse</source>
        <translation>&amp;Ellipse</translation>
    </message>
    <message>
        <source>&amp;Evidence overlay</source>
        <translation>&amp;Evidenz einblenden</translation>
    </message>
    <message>
        <source>&amp;Export frame…</source>
        <translation>Frame &amp;exportieren …</translation>
    </message>
    <message>
        <source>&amp;FFT and lattice</source>
        <translation>&amp;FFT und Gitter</translation>
    </message>
    <message>
        <source>&amp;Fit</source>
        <translation>Ein&amp;passen</translation>
    </message>
    <message>
        <source>&amp;Frame</source>
        <translation>&amp;Frame</translation>
    </message>
    <message>
        <source>&amp;Hand</source>
        <translation>&amp;Hand</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>&amp;Hold the picture</source>
        <translation>Bild &amp;halten</translation>
    </message>
    <message>
        <source>&amp;Keep from here to here</source>
        <translation>Von hier bis hier &amp;behalten</translation>
    </message>
    <message>
        <source>&amp;Key list</source>
        <translation>&amp;Tastenliste</translation>
    </message>
    <message>
        <source>&amp;Layouts</source>
        <translation>&amp;Anordnungen</translation>
    </message>
    <message>
        <source>&amp;Light theme</source>
        <translation>&amp;Helles Design</translation>
    </message>
    <message>
        <source>&amp;Line profile</source>
        <translation>&amp;Linienprofil</translation>
    </message>
    <message>
        <source>&amp;Measure</source>
        <translation>&amp;Messen</translation>
    </message>
    <message>
        <source>&amp;Memory of the history</source>
        <translation>Speicher des &amp;Verlaufs</translation>
    </message>
    <message>
        <source>&amp;Model card</source>
        <translation>&amp;Modellkarte</translation>
    </message>
    <message>
        <source>&amp;Normal type</source>
        <translation>&amp;Normale Schrift</translation>
    </message>
    <message>
        <source>&amp;Other picture</source>
        <translation>&amp;Anderes Bild</translation>
    </message>
    <message>
        <source>&amp;Polygon</source>
        <translation>&amp;Polygon</translation>
    </message>
    <message>
        <source>&amp;Print keys…</source>
        <translation>Tasten &amp;drucken…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>&amp;Raw only</source>
        <translation>Nur &amp;roh</translation>
    </message>
    <message>
        <source>&amp;Record</source>
        <translation>Au&amp;fzeichnen</translation>
    </message>
    <message>
        <source>&amp;Rectangle</source>
        <translation>&amp;Rechteck</translation>
    </message>
    <message>
        <source>&amp;Rename</source>
        <translation>&amp;Umbenennen</translation>
    </message>
    <message>
        <source>&amp;Reset layout</source>
        <translation>Anordnung &amp;zurücksetzen</translation>
    </message>
    <message>
        <source>&amp;Review session…</source>
        <translation>Sitzung &amp;durchsehen…</translation>
    </message>
    <message>
        <source>&amp;Save this layout…</source>
        <translation>Diese Anordnung &amp;sichern…</translation>
    </message>
    <message>
        <source>&amp;Scan / stop at frame end</source>
        <translation>&amp;Scannen / Stopp am Frame-Ende</translation>
    </message>
    <message>
        <source>&amp;Session</source>
        <translation>&amp;Sitzung</translation>
    </message>
    <message>
        <source>&amp;Timeline</source>
        <translation>&amp;Zeitleiste</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Virtual detectors…</source>
        <translation>&amp;Virtuelle Detektoren…</translation>
    </message>
    <message>
        <source>&amp;Window</source>
        <translation>&amp;Fenster</translation>
    </message>
    <message>
        <source>+ missing from the picture, − invented or too bright</source>
        <translation>+ fehlt im Bild, − erfunden oder zu hell</translation>
    </message>
    <message>
        <source>, and {0} electrons of a parked probe</source>
        <translation>, und {0} Elektronen einer geparkten Sonde</translation>
    </message>
    <message>
        <source>, both halves</source>
        <translation>, beide Hälften</translation>
    </message>
    <message>
        <source>, {0} frame before this one</source>
        <translation>, {0} Frame vor diesem</translation>
    </message>
    <message>
        <source>, {0} frames before this one</source>
        <translation>, {0} Frames vor diesem</translation>
    </message>
    <message>
        <source>, {0} frames left out</source>
        <translation>, {0} Frames ausgelassen</translation>
    </message>
    <message>
        <source>, {0} {1} here</source>
        <translation>, {0} {1} hier</translation>
    </message>
    <message>
        <source>- **{0}** · weights SHA-256 {1}… · [model card]({2})</source>
        <translation>- **{0}** · Gewichte SHA-256 {1}… · [Modellkarte]({2})</translation>
    </message>
    <message>
        <source>16-bit TIFF (*.tif)</source>
        <translation>TIFF mit 16 Bit (*.tif)</translation>
    </message>
    <message>
        <source>90 % interval as a second plane</source>
        <translation>90-%-Intervall als zweite Ebene</translation>
    </message>
    <message>
        <source>90 %: {0} to {1}</source>
        <translation>90 %: {0} bis {1}</translation>
    </message>
    <message>
        <source>; frames could not be recorded</source>
        <translation>; Frames konnten nicht aufgezeichnet werden</translation>
    </message>
    <message>
        <source>&lt;b&gt;{0}&lt;/b&gt; is not one of this program's networks.&lt;br&gt;&lt;br&gt;Nobody here has tested what it adds to a picture, and its trained range is not known.&lt;br&gt;Every picture it makes is marked &lt;b&gt;MODEL_UNVERIFIED&lt;/b&gt;, on screen, in the log and in exports.&lt;br&gt;The word holds until the program is closed.</source>
        <translation>&lt;b&gt;{0}&lt;/b&gt; ist keines der Netzwerke dieses Programms.&lt;br&gt;&lt;br&gt;Niemand hat hier geprüft, was es einem Bild hinzufügt, und sein Trainingsbereich ist nicht bekannt.&lt;br&gt;Jedes Bild davon trägt das Kennzeichen &lt;b&gt;MODEL_UNVERIFIED&lt;/b&gt;: auf dem Schirm, im Protokoll und in Exporten.&lt;br&gt;Die Erlaubnis gilt, bis das Programm geschlossen wird.</translation>
    </message>
    <message>
        <source>&lt;h1&gt;stemviewer {0}: keys&lt;/h1&gt;&lt;p&gt;Keys without Ctrl, Alt or F act while an image has the focus.&lt;/p&gt;&lt;table width='100%'&gt;&lt;tr&gt;&lt;td width='50%'&gt;{1}&lt;/td&gt;&lt;td width='50%'&gt;{2}&lt;/td&gt;&lt;/tr&gt;&lt;/table&gt;</source>
        <translation>&lt;h1&gt;stemviewer {0}: Tasten&lt;/h1&gt;&lt;p&gt;Tasten ohne Strg, Alt oder F wirken, solange ein Bild den Fokus hat.&lt;/p&gt;&lt;table width='100%'&gt;&lt;tr&gt;&lt;td width='50%'&gt;{1}&lt;/td&gt;&lt;td width='50%'&gt;{2}&lt;/td&gt;&lt;/tr&gt;&lt;/table&gt;</translation>
    </message>
    <message>
        <source>A Gaussian of {0:.1f} px predicts unseen electrons at least as well.</source>
        <translation>Ein Gauß-Filter von {0:.1f} px sagt ungesehene Elektronen mindestens so gut vorher.</translation>
    </message>
    <message>
        <source>A folder that another program writes TIFF, MRC, NPY, DM3/4, SER, HDF5 or EMD into.</source>
        <translation>Ein Ordner, in den ein anderes Programm TIFF, MRC, NPY, DM3/4, SER, HDF5 oder EMD schreibt.</translation>
    </message>
    <message>
        <source>A microscope that obeys its controls</source>
        <translation>Ein Mikroskop, das seinen Reglern gehorcht</translation>
    </message>
    <message>
        <source>A network from a file that this program does not know.</source>
        <translation>Ein Netzwerk aus einer Datei, die dieses Programm nicht kennt.</translation>
    </message>
    <message>
        <source>A network takes some seconds to load; raw goes on meanwhile.</source>
        <translation>Ein Netzwerk braucht einige Sekunden zum Laden; Roh läuft derweil weiter.</translation>
    </message>
    <message>
        <source>A neural network: an opinion about the specimen, marked violet wherever it appears.</source>
        <translation>Ein neuronales Netzwerk: eine Meinung über die Probe, überall violett gekennzeichnet.</translation>
    </message>
    <message>
        <source>A program that speaks the open feed, such as stemviewer simulate.</source>
        <translation>Ein Programm, das den offenen Feed spricht, etwa stemviewer simulate.</translation>
    </message>
    <message>
        <source>A published value holds for its own conditions only.</source>
        <translation>Ein veröffentlichter Wert gilt nur für seine eigenen Bedingungen.</translation>
    </message>
    <message>
        <source>A recorded session, or an image file; every picture is flagged REPLAYED.</source>
        <translation>Eine aufgezeichnete Sitzung oder eine Bilddatei; jedes Bild trägt das Kennzeichen REPLAYED.</translation>
    </message>
    <message>
        <source>A region's raw mean over time appears here.</source>
        <translation>Hier erscheint der rohe Mittelwert einer Region über die Zeit.</translation>
    </message>
    <message>
        <source>A session is being recorded.</source>
        <translation>Eine Sitzung wird aufgezeichnet.</translation>
    </message>
    <message>
        <source>A typed limit has no reference: note where it is from.</source>
        <translation>Ein eingetippter Grenzwert hat keine Quelle: bitte notieren, woher er stammt.</translation>
    </message>
    <message>
        <source>About stemviewer</source>
        <translation>Über stemviewer</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>Annehmen</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>Aktion</translation>
    </message>
    <message>
        <source>Action at the limit</source>
        <translation>Aktion am Grenzwert</translation>
    </message>
    <message>
        <source>Acts</source>
        <translation>Wirkt</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Address of the feed</source>
        <translation>Adresse des Feeds</translation>
    </message>
    <message>
        <source>Adjust the limits to every frame, smoothed [F8].</source>
        <translation>Die Grenzen jedem Frame anpassen, geglättet [F8].</translation>
    </message>
    <message>
        <source>Adjust the limits to every frame.</source>
        <translation>Die Grenzen jedem Frame anpassen.</translation>
    </message>
    <message>
        <source>Advice</source>
        <translation>Rat</translation>
    </message>
    <message>
        <source>All answers as a table (CSV)</source>
        <translation>Alle Antworten als Tabelle (CSV)</translation>
    </message>
    <message>
        <source>All defaults</source>
        <translation>Alle auf Vorgabe</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Also record the processed picture, with its method and flags.</source>
        <translation>Auch das verarbeitete Bild aufzeichnen, mit Methode und Kennzeichen.</translation>
    </message>
    <message>
        <source>An NTNDArray channel; a site file maps dwell, current, pixel size and controls.</source>
        <translation>Ein NTNDArray-Kanal; eine Standortdatei ordnet Verweilzeit, Strom, Pixelgröße und Regler zu.</translation>
    </message>
    <message>
        <source>An address begins with {0}. {1}</source>
        <translation>Eine Adresse beginnt mit {0}. {1}</translation>
    </message>
    <message>
        <source>Angle</source>
        <translation>Winkel</translation>
    </message>
    <message>
        <source>Angle between them.</source>
        <translation>Winkel zwischen ihnen.</translation>
    </message>
    <message>
        <source>Angle between two legs.</source>
        <translation>Winkel zwischen zwei Schenkeln.</translation>
    </message>
    <message>
        <source>Angle: click one end, the vertex, the other end.</source>
        <translation>Winkel: ein Ende, den Scheitel, das andere Ende anklicken.</translation>
    </message>
    <message>
        <source>Another comparison</source>
        <translation>Noch ein Vergleich</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>Anwenden</translation>
    </message>
    <message>
        <source>Apply from the next frame</source>
        <translation>Ab dem nächsten Frame anwenden</translation>
    </message>
    <message>
        <source>Apply the Focus set-up.</source>
        <translation>Die Einstellung Fokus anwenden.</translation>
    </message>
    <message>
        <source>Apply the Search set-up.</source>
        <translation>Die Einstellung Suchen anwenden.</translation>
    </message>
    <message>
        <source>Area whose dose map is shown</source>
        <translation>Bereich, dessen Dosiskarte gezeigt wird</translation>
    </message>
    <message>
        <source>Area {0}</source>
        <translation>Bereich {0}</translation>
    </message>
    <message>
        <source>Area {0} at {1}: up to {2} {3} scanned, in cells of {4:g} Å{5}.</source>
        <translation>Bereich {0} bei {1}: bis zu {2} {3} gescannt, in Zellen von {4:g} Å{5}.</translation>
    </message>
    <message>
        <source>Area {0}: {1}, {2} ({3}).</source>
        <translation>Bereich {0}: {1}, {2} ({3}).</translation>
    </message>
    <message>
        <source>As recorded in the session</source>
        <translation>Wie in der Sitzung aufgezeichnet</translation>
    </message>
    <message>
        <source>At the limit</source>
        <translation>Am Grenzwert</translation>
    </message>
    <message>
        <source>Auto</source>
        <translation>Auto</translation>
    </message>
    <message>
        <source>Auto levels</source>
        <translation>Automatische Grenzen</translation>
    </message>
    <message>
        <source>Auto-&amp;contrast once</source>
        <translation>&amp;Kontrast einmal automatisch</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <source>Average</source>
        <translation>Mitteln</translation>
    </message>
    <message>
        <source>Average of {0} raw frames</source>
        <translation>Mittel aus {0} Rohbildern</translation>
    </message>
    <message>
        <source>Average the span, drift-aligned</source>
        <translation>Spanne mitteln, driftkorrigiert</translation>
    </message>
    <message>
        <source>Average the span, plain</source>
        <translation>Spanne mitteln, einfach</translation>
    </message>
    <message>
        <source>Average, drift-aligned</source>
        <translation>Mitteln, driftkorrigiert</translation>
    </message>
    <message>
        <source>Average, plain</source>
        <translation>Mitteln, einfach</translation>
    </message>
    <message>
        <source>Averaged</source>
        <translation>Gemittelt</translation>
    </message>
    <message>
        <source>Averages patches that look alike; can repeat a lattice into its noise.</source>
        <translation>Mittelt Stücke, die einander gleichen; kann ein Gitter in dessen Rauschen hinein wiederholen.</translation>
    </message>
    <message>
        <source>Averaging</source>
        <translation>Mittelung</translation>
    </message>
    <message>
        <source>Averaging {0} frames …</source>
        <translation>{0} Frames werden gemittelt …</translation>
    </message>
    <message>
        <source>BLANKED</source>
        <translation>AUSGETASTET</translation>
    </message>
    <message>
        <source>BLIND</source>
        <translation>BLIND</translation>
    </message>
    <message>
        <source>Back to &amp;now</source>
        <translation>Zurück zum &amp;Jetzt</translation>
    </message>
    <message>
        <source>Back to now</source>
        <translation>Zurück zum Jetzt</translation>
    </message>
    <message>
        <source>Band: {0}.</source>
        <translation>Band: {0}.</translation>
    </message>
    <message>
        <source>Band: {0}. Processed: {1}.</source>
        <translation>Band: {0}. Verarbeitet: {1}.</translation>
    </message>
    <message>
        <source>Bands: {0}; average ± counting error.</source>
        <translation>Bänder: {0}; Mittel ± Zählfehler.</translation>
    </message>
    <message>
        <source>Bands: {0}; processed 90 % interval.</source>
        <translation>Bänder: {0}; 90-%-Intervall des verarbeiteten Bildes.</translation>
    </message>
    <message>
        <source>Beam current</source>
        <translation>Strahlstrom</translation>
    </message>
    <message>
        <source>Begin</source>
        <translation>Beginnen</translation>
    </message>
    <message>
        <source>Better than a plain filter, decided by unseen electrons</source>
        <translation>Besser als ein einfacher Filter, entschieden von ungesehenen Elektronen</translation>
    </message>
    <message>
        <source>Beyond it only open feeds served with --discoverable and EPICS servers answer; Merlin and DECTRIS do not: write their address.</source>
        <translation>Darüber hinaus antworten nur offene Feeds mit --discoverable und EPICS-Server; Merlin und DECTRIS nicht: ihre Adresse eintragen.</translation>
    </message>
    <message>
        <source>Black level</source>
        <translation>Dunkelwert</translation>
    </message>
    <message>
        <source>Blank</source>
        <translation>Austasten</translation>
    </message>
    <message>
        <source>Blank the beam</source>
        <translation>Strahl austasten</translation>
    </message>
    <message>
        <source>Blind A/B</source>
        <translation>Blind A/B</translation>
    </message>
    <message>
        <source>Blind comparison</source>
        <translation>Blindvergleich</translation>
    </message>
    <message>
        <source>Blink</source>
        <translation>Blinken</translation>
    </message>
    <message>
        <source>Blurs; everything smaller than the blur is lost, nothing is invented.</source>
        <translation>Verwischt; alles Kleinere als die Unschärfe geht verloren, nichts wird erfunden.</translation>
    </message>
    <message>
        <source>Both are the same.</source>
        <translation>Beide sind dasselbe.</translation>
    </message>
    <message>
        <source>Bring &amp;everything back</source>
        <translation>&amp;Alles zurückholen</translation>
    </message>
    <message>
        <source>Budget</source>
        <translation>Budget</translation>
    </message>
    <message>
        <source>Budget {0} {1} ({2}).</source>
        <translation>Budget {0} {1} ({2}).</translation>
    </message>
    <message>
        <source>Budget, ledger by purpose and place, calibration of electrons</source>
        <translation>Budget, Dosisbuch nach Zweck und Ort, Kalibrierung der Elektronen</translation>
    </message>
    <message>
        <source>CONNECTING</source>
        <translation>VERBINDET</translation>
    </message>
    <message>
        <source>Calibrate the detector, or compare processed pictures.</source>
        <translation>Den Detektor kalibrieren oder verarbeitete Bilder vergleichen.</translation>
    </message>
    <message>
        <source>Calibration</source>
        <translation>Kalibrierung</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Cancelled after {0} frames; they are kept.</source>
        <translation>Nach {0} Frames abgebrochen; sie bleiben.</translation>
    </message>
    <message>
        <source>Cancelled.</source>
        <translation>Abgebrochen.</translation>
    </message>
    <message>
        <source>Caption: kind, number, dose</source>
        <translation>Bildunterschrift: Art, Nummer, Dosis</translation>
    </message>
    <message>
        <source>Caution</source>
        <translation>Vorsicht</translation>
    </message>
    <message>
        <source>Centre x</source>
        <translation>Mitte x</translation>
    </message>
    <message>
        <source>Centre y</source>
        <translation>Mitte y</translation>
    </message>
    <message>
        <source>Centre y, x</source>
        <translation>Mitte y, x</translation>
    </message>
    <message>
        <source>Change keys</source>
        <translation>Tasten ändern</translation>
    </message>
    <message>
        <source>Change keys…</source>
        <translation>Tasten ändern…</translation>
    </message>
    <message>
        <source>Changed since the frame before</source>
        <translation>Geändert seit dem Frame davor</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>Kanal</translation>
    </message>
    <message>
        <source>Channels</source>
        <translation>Kanäle</translation>
    </message>
    <message>
        <source>Checked: {0}.</source>
        <translation>Geprüft: {0}.</translation>
    </message>
    <message>
        <source>Choose Network to see {0} again.</source>
        <translation>Netzwerk wählen, um {0} wieder zu sehen.</translation>
    </message>
    <message>
        <source>Choose a filter or a network in the processing dock.</source>
        <translation>In der Verarbeitungsleiste einen Filter oder ein Netz wählen.</translation>
    </message>
    <message>
        <source>Choose a folder to list and search its sessions.</source>
        <translation>Einen Ordner wählen, um seine Sitzungen aufzulisten und zu durchsuchen.</translation>
    </message>
    <message>
        <source>Choose a shape above and draw it over an image.</source>
        <translation>Oben eine Form wählen und über einem Bild zeichnen.</translation>
    </message>
    <message>
        <source>Choose a source on the start page.</source>
        <translation>Auf der Startseite eine Quelle wählen.</translation>
    </message>
    <message>
        <source>Choose an action, click into the field and press its new key.</source>
        <translation>Eine Aktion wählen, ins Feld klicken und die neue Taste drücken.</translation>
    </message>
    <message>
        <source>Choose another folder, or free some space.</source>
        <translation>Einen anderen Ordner wählen oder Platz schaffen.</translation>
    </message>
    <message>
        <source>Choose another picture for one of them.</source>
        <translation>Für eines von beiden ein anderes Bild wählen.</translation>
    </message>
    <message>
        <source>Choose the folder</source>
        <translation>Ordner wählen</translation>
    </message>
    <message>
        <source>Choose the folder whose sessions are listed</source>
        <translation>Den Ordner wählen, dessen Sitzungen aufgelistet werden</translation>
    </message>
    <message>
        <source>Choose where sessions and snapshots go.</source>
        <translation>Wählen, wohin Sitzungen und Momentaufnahmen kommen.</translation>
    </message>
    <message>
        <source>Clear all shapes</source>
        <translation>Alle Formen löschen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Close all windows of views, and put floating docks back into this window.</source>
        <translation>Alle Fenster mit Ansichten schließen und abgelöste Leisten in dieses Fenster zurücksetzen.</translation>
    </message>
    <message>
        <source>Close stemviewer.</source>
        <translation>stemviewer schließen.</translation>
    </message>
    <message>
        <source>Closing the last source …</source>
        <translation>Die letzte Quelle wird geschlossen …</translation>
    </message>
    <message>
        <source>Closing the source: what is under way is written</source>
        <translation>Quelle wird geschlossen: Laufendes wird noch geschrieben</translation>
    </message>
    <message>
        <source>Closing: what is under way is still written.</source>
        <translation>Wird geschlossen: Laufendes wird noch geschrieben.</translation>
    </message>
    <message>
        <source>Closing…</source>
        <translation>Schließt…</translation>
    </message>
    <message>
        <source>Colour map</source>
        <translation>Farbskala</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>Befehle</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Vergleichen</translation>
    </message>
    <message>
        <source>Compare pictures of one size.</source>
        <translation>Bilder gleicher Größe vergleichen.</translation>
    </message>
    <message>
        <source>Compare two kinds of picture without their labels</source>
        <translation>Zwei Arten von Bildern ohne ihre Bezeichnung vergleichen</translation>
    </message>
    <message>
        <source>Compare {0}</source>
        <translation>{0} vergleichen</translation>
    </message>
    <message>
        <source>Complete</source>
        <translation>Vollständig</translation>
    </message>
    <message>
        <source>Conditions</source>
        <translation>Bedingungen</translation>
    </message>
    <message>
        <source>Conditions: voltage, temperature, what counts as damage</source>
        <translation>Bedingungen: Spannung, Temperatur, was als Schaden gilt</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>Verbinden</translation>
    </message>
    <message>
        <source>Connect a detector</source>
        <translation>Einen Detektor verbinden</translation>
    </message>
    <message>
        <source>Connect for a few seconds and say what came; nothing is recorded</source>
        <translation>Einige Sekunden verbinden und sagen, was kam; nichts wird aufgezeichnet</translation>
    </message>
    <message>
        <source>Content credentials (C2PA)</source>
        <translation>Inhaltsnachweis (C2PA)</translation>
    </message>
    <message>
        <source>Contrast &amp;follows</source>
        <translation>Kontrast &amp;folgt</translation>
    </message>
    <message>
        <source>Copied.</source>
        <translation>Kopiert.</translation>
    </message>
    <message>
        <source>Copies all steps with full hashes as JSON</source>
        <translation>Kopiert alle Schritte mit vollen Prüfsummen als JSON</translation>
    </message>
    <message>
        <source>Copy numbers</source>
        <translation>Zahlen kopieren</translation>
    </message>
    <message>
        <source>Copy the chain</source>
        <translation>Kette kopieren</translation>
    </message>
    <message>
        <source>Count the dose from zero: this instrument cannot move by itself [Shift+N]</source>
        <translation>Die Dosis von null an zählen: dieses Gerät kann sich nicht selbst bewegen [Shift+N]</translation>
    </message>
    <message>
        <source>Counted in a pixel</source>
        <translation>In einem Pixel gezählt</translation>
    </message>
    <message>
        <source>Counting</source>
        <translation>Zählend</translation>
    </message>
    <message>
        <source>Counts of the last frames, summed; nothing else is done to them.</source>
        <translation>Zählwerte der letzten Frames, summiert; sonst geschieht nichts mit ihnen.</translation>
    </message>
    <message>
        <source>Criterion</source>
        <translation>Kriterium</translation>
    </message>
    <message>
        <source>Critical dose</source>
        <translation>Kritische Dosis</translation>
    </message>
    <message>
        <source>Critical dose must be {0}.</source>
        <translation>Die kritische Dosis muss {0} sein.</translation>
    </message>
    <message>
        <source>Ctrl+/ lists the keys; install stemviewer again to have the guide.</source>
        <translation>Ctrl+/ zeigt die Tasten; stemviewer neu installieren, um das Handbuch zu haben.</translation>
    </message>
    <message>
        <source>Cumulative here</source>
        <translation>Kumulativ hier</translation>
    </message>
    <message>
        <source>Curtain</source>
        <translation>Vorhang</translation>
    </message>
    <message>
        <source>Curtain view</source>
        <translation>Ansicht Vorhang</translation>
    </message>
    <message>
        <source>Curtain: raw left, {0} right, frame {1}</source>
        <translation>Vorhang: links roh, rechts {0}, Frame {1}</translation>
    </message>
    <message>
        <source>D&amp;ose map over the picture</source>
        <translation>D&amp;osiskarte über dem Bild</translation>
    </message>
    <message>
        <source>D&amp;rift</source>
        <translation>D&amp;rift</translation>
    </message>
    <message>
        <source>DECTRIS (SIMPLON)</source>
        <translation>DECTRIS (SIMPLON)</translation>
    </message>
    <message>
        <source>DISCONNECTED</source>
        <translation>GETRENNT</translation>
    </message>
    <message>
        <source>Damage watch</source>
        <translation>Schadenswächter</translation>
    </message>
    <message>
        <source>Dark panels around the images.</source>
        <translation>Dunkle Flächen um die Bilder.</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>Datum</translation>
    </message>
    <message>
        <source>Default</source>
        <translation>Vorgabe</translation>
    </message>
    <message>
        <source>Denoised</source>
        <translation>Entrauscht</translation>
    </message>
    <message>
        <source>Detector</source>
        <translation>Detektor</translation>
    </message>
    <message>
        <source>Detectors that are not shown are processed and recorded too</source>
        <translation>Auch nicht gezeigte Detektoren werden verarbeitet und aufgezeichnet</translation>
    </message>
    <message>
        <source>Deutsch</source>
        <translation>Deutsch</translation>
    </message>
    <message>
        <source>Deutsch ab dem nächsten Start.</source>
        <translation>Deutsch ab dem nächsten Start.</translation>
    </message>
    <message>
        <source>Difference of last and first</source>
        <translation>Unterschied von letztem und erstem</translation>
    </message>
    <message>
        <source>Diffraction pattern</source>
        <translation>Beugungsbild</translation>
    </message>
    <message>
        <source>Dim red panels, for a dark room and dark-adapted eyes.</source>
        <translation>Gedämpft rote Flächen, für dunkle Räume und ans Dunkel gewöhnte Augen.</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Ausblenden</translation>
    </message>
    <message>
        <source>Dismiss this notice</source>
        <translation>Diesen Hinweis ausblenden</translation>
    </message>
    <message>
        <source>Display</source>
        <translation>Anzeige</translation>
    </message>
    <message>
        <source>Display: levels and colours</source>
        <translation>Anzeige: Grenzen und Farben</translation>
    </message>
    <message>
        <source>Distance</source>
        <translation>Abstand</translation>
    </message>
    <message>
        <source>Distance: drag from end to end.</source>
        <translation>Abstand: von Ende zu Ende ziehen.</translation>
    </message>
    <message>
        <source>Dose</source>
        <translation>Dosis</translation>
    </message>
    <message>
        <source>Dose &amp;map in the corner</source>
        <translation>Dosis&amp;karte in der Ecke</translation>
    </message>
    <message>
        <source>Dose budget: {0}</source>
        <translation>Dosisbudget: {0}</translation>
    </message>
    <message>
        <source>Dose desk</source>
        <translation>Dosispult</translation>
    </message>
    <message>
        <source>Dose desk…</source>
        <translation>Dosispult…</translation>
    </message>
    <message>
        <source>Dose left of the budget of this area</source>
        <translation>Verbleibende Dosis im Budget dieses Bereichs</translation>
    </message>
    <message>
        <source>Dose map</source>
        <translation>Dosiskarte</translation>
    </message>
    <message>
        <source>Dose map of this area: none yet</source>
        <translation>Dosiskarte dieses Bereichs: noch keine</translation>
    </message>
    <message>
        <source>Dose map of this area: up to {0} {1}</source>
        <translation>Dosiskarte dieses Bereichs: bis zu {0} {1}</translation>
    </message>
    <message>
        <source>Dose of one frame</source>
        <translation>Dosis eines Frames</translation>
    </message>
    <message>
        <source>Dose of the area up to and with this frame</source>
        <translation>Dosis des Bereichs bis einschließlich dieses Frames</translation>
    </message>
    <message>
        <source>Dose of the frame</source>
        <translation>Dosis des Frames</translation>
    </message>
    <message>
        <source>Dose of the frame with its flyback; a tilde marks what is estimated or assumed</source>
        <translation>Dosis des Frames samt Rücklauf; eine Tilde steht vor Geschätztem oder Angenommenem</translation>
    </message>
    <message>
        <source>Dose of this area</source>
        <translation>Dosis dieses Bereichs</translation>
    </message>
    <message>
        <source>Dose rate</source>
        <translation>Dosisrate</translation>
    </message>
    <message>
        <source>Dose rate on a pixel {0} e⁻/(Å² s).</source>
        <translation>Dosisrate auf einem Pixel {0} e⁻/(Å² s).</translation>
    </message>
    <message>
        <source>Drag a line over an image: tool “Line profile”, key L.</source>
        <translation>Eine Linie über ein Bild ziehen: Werkzeug „Linienprofil“, Taste L.</translation>
    </message>
    <message>
        <source>Drag over a feature of the processed picture to ask unseen electrons about just that; a click ends it. Shift and drag does so at any time.</source>
        <translation>Über ein Merkmal des verarbeiteten Bildes ziehen, um ungesehene Elektronen nur danach zu fragen; ein Klick beendet es. Mit Umschalt ziehen geht jederzeit.</translation>
    </message>
    <message>
        <source>Drag the amber limits, or move the chosen one with ← and →.</source>
        <translation>Die gelben Grenzen ziehen, oder die gewählte mit ← und → bewegen.</translation>
    </message>
    <message>
        <source>Drag the edge, or move it with the arrow keys.</source>
        <translation>Die Kante ziehen, oder mit den Pfeiltasten bewegen.</translation>
    </message>
    <message>
        <source>Draw: {0}</source>
        <translation>Zeichnen: {0}</translation>
    </message>
    <message>
        <source>Drift</source>
        <translation>Drift</translation>
    </message>
    <message>
        <source>Drift: {0}</source>
        <translation>Drift: {0}</translation>
    </message>
    <message>
        <source>Dwell</source>
        <translation>Verweilzeit</translation>
    </message>
    <message>
        <source>Dwell time</source>
        <translation>Verweilzeit</translation>
    </message>
    <message>
        <source>Dwell time per pixel</source>
        <translation>Verweilzeit je Pixel</translation>
    </message>
    <message>
        <source>ENDED</source>
        <translation>BEENDET</translation>
    </message>
    <message>
        <source>EPICS pvAccess (areaDetector)</source>
        <translation>EPICS pvAccess (areaDetector)</translation>
    </message>
    <message>
        <source>EVIDENCE</source>
        <translation>EVIDENZ</translation>
    </message>
    <message>
        <source>Each detector its own processing</source>
        <translation>Jeder Detektor mit eigener Verarbeitung</translation>
    </message>
    <message>
        <source>Earlier comparisons</source>
        <translation>Frühere Vergleiche</translation>
    </message>
    <message>
        <source>Electrons</source>
        <translation>Elektronen</translation>
    </message>
    <message>
        <source>Electrons counted per pixel</source>
        <translation>Gezählte Elektronen je Pixel</translation>
    </message>
    <message>
        <source>Electrons that the picture has not seen judge it: those of the frames just before and after, or of a whole span, whose sum is the truth that more dose showed.</source>
        <translation>Elektronen, die das Bild nicht gesehen hat, beurteilen es: die der Frames unmittelbar davor und danach, oder einer ganzen Spanne, deren Summe die mit mehr Dosis gezeigte Wahrheit ist.</translation>
    </message>
    <message>
        <source>Ellipse</source>
        <translation>Ellipse</translation>
    </message>
    <message>
        <source>Ellipse: drag over the image.</source>
        <translation>Ellipse: über das Bild ziehen.</translation>
    </message>
    <message>
        <source>End here</source>
        <translation>Hier beenden</translation>
    </message>
    <message>
        <source>End recording and {0}</source>
        <translation>Aufzeichnung beenden und {0}</translation>
    </message>
    <message>
        <source>English</source>
        <translation>English</translation>
    </message>
    <message>
        <source>English from the next start on.</source>
        <translation>English from the next start on.</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Errors are those of counting. Wrong pixel size, scan distortion and drift within a frame come on top and are not known from one frame.</source>
        <translation>Die Fehler sind die des Zählens. Falsche Pixelgröße, Scanverzerrung und Drift innerhalb eines Frames kommen hinzu und sind aus einem Frame nicht bekannt.</translation>
    </message>
    <message>
        <source>Estimate</source>
        <translation>Schätzen</translation>
    </message>
    <message>
        <source>Everything else works; the data are not affected.</source>
        <translation>Alles andere arbeitet; die Daten sind nicht betroffen.</translation>
    </message>
    <message>
        <source>Evidence</source>
        <translation>Evidenz</translation>
    </message>
    <message>
        <source>Evidence for the processed picture: z value of the comparison with electrons kept from it</source>
        <translation>Evidenz für das verarbeitete Bild: z-Wert des Vergleichs mit Elektronen, die ihm vorenthalten wurden</translation>
    </message>
    <message>
        <source>Evidence overlay</source>
        <translation>Evidenz eingeblendet</translation>
    </message>
    <message>
        <source>Evidence pack</source>
        <translation>Evidenzpaket</translation>
    </message>
    <message>
        <source>Evidence pack of this frame</source>
        <translation>Evidenzpaket dieses Frames</translation>
    </message>
    <message>
        <source>Evidence …</source>
        <translation>Evidenz …</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Export frame</source>
        <translation>Frame exportieren</translation>
    </message>
    <message>
        <source>Export into</source>
        <translation>Exportieren nach</translation>
    </message>
    <message>
        <source>Export it without the interval.</source>
        <translation>Ohne das Intervall exportieren.</translation>
    </message>
    <message>
        <source>Export …</source>
        <translation>Exportieren …</translation>
    </message>
    <message>
        <source>Exporting frame {0}</source>
        <translation>Frame {0} wird exportiert</translation>
    </message>
    <message>
        <source>Exporting …</source>
        <translation>Wird exportiert …</translation>
    </message>
    <message>
        <source>FFT and lattice</source>
        <translation>FFT und Gitter</translation>
    </message>
    <message>
        <source>FFT of the largest square {0}, at most 1024 × 1024.</source>
        <translation>FFT des größten Quadrats {0}, höchstens 1024 × 1024.</translation>
    </message>
    <message>
        <source>FFT, lattice</source>
        <translation>FFT, Gitter</translation>
    </message>
    <message>
        <source>FRAME BEFORE</source>
        <translation>FRAME DAVOR</translation>
    </message>
    <message>
        <source>Fewer than 16 × 16 pixels</source>
        <translation>Weniger als 16 × 16 Pixel</translation>
    </message>
    <message>
        <source>Field of view</source>
        <translation>Bildfeld</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>File name</source>
        <translation>Dateiname</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>Filtered</source>
        <translation>Gefiltert</translation>
    </message>
    <message>
        <source>Filters can be used meanwhile.</source>
        <translation>Filter sind derweil verwendbar.</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Find feeds on this computer, and ask the network segment once who serves any</source>
        <translation>Feeds auf diesem Rechner suchen und einmal im Netzsegment fragen, wer welche anbietet</translation>
    </message>
    <message>
        <source>Find the centre in the patterns</source>
        <translation>Mitte in den Beugungsbildern suchen</translation>
    </message>
    <message>
        <source>First</source>
        <translation>Erster</translation>
    </message>
    <message>
        <source>First frame of the span</source>
        <translation>Erster Frame der Spanne</translation>
    </message>
    <message>
        <source>First of the two</source>
        <translation>Erstes von beiden</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>Einpassen</translation>
    </message>
    <message>
        <source>Flags</source>
        <translation>Kennzeichen</translation>
    </message>
    <message>
        <source>Flattens areas between edges; faint or fine contrast turns into patches.</source>
        <translation>Glättet Flächen zwischen Kanten; schwacher oder feiner Kontrast wird zu Flecken.</translation>
    </message>
    <message>
        <source>Float the {0} dock</source>
        <translation>Die Leiste {0} ablösen</translation>
    </message>
    <message>
        <source>Float this dock, or put it back</source>
        <translation>Diese Leiste ablösen oder zurücksetzen</translation>
    </message>
    <message>
        <source>Flyback</source>
        <translation>Rücklauf</translation>
    </message>
    <message>
        <source>Focus</source>
        <translation>Fokus</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Folder of sessions</source>
        <translation>Ordner der Sitzungen</translation>
    </message>
    <message>
        <source>Folder …</source>
        <translation>Ordner …</translation>
    </message>
    <message>
        <source>Folder, PDF and RO-Crate: picture, evidence, dose, hashes, methods</source>
        <translation>Ordner, PDF und RO-Crate: Bild, Evidenz, Dosis, Prüfsummen, Methoden</translation>
    </message>
    <message>
        <source>Follow</source>
        <translation>Folgen</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>Found: {0}. {1}. Accept it to put it in force.</source>
        <translation>Gefunden: {0}. {1}. Annehmen, um es in Kraft zu setzen.</translation>
    </message>
    <message>
        <source>Four pictures are compared already.</source>
        <translation>Vier Bilder werden schon verglichen.</translation>
    </message>
    <message>
        <source>Fractions</source>
        <translation>Fraktionen</translation>
    </message>
    <message>
        <source>Fractions to sum</source>
        <translation>Zu summierende Fraktionen</translation>
    </message>
    <message>
        <source>Frame</source>
        <translation>Frame</translation>
    </message>
    <message>
        <source>Frame &amp;before</source>
        <translation>Frame &amp;davor</translation>
    </message>
    <message>
        <source>Frame a&amp;fter</source>
        <translation>Frame da&amp;nach</translation>
    </message>
    <message>
        <source>Frame pairs are collected: leave the settings as they are.</source>
        <translation>Frame-Paare werden gesammelt: die Einstellungen bitte so lassen.</translation>
    </message>
    <message>
        <source>Frame {0}</source>
        <translation>Frame {0}</translation>
    </message>
    <message>
        <source>Frame {0} was exported to {1}.</source>
        <translation>Frame {0} wurde nach {1} exportiert.</translation>
    </message>
    <message>
        <source>Frame {0}, {1} ago</source>
        <translation>Frame {0}, vor {1}</translation>
    </message>
    <message>
        <source>Frame {0}, {1} ago; {2}.</source>
        <translation>Frame {0}, vor {1}; {2}.</translation>
    </message>
    <message>
        <source>Frames</source>
        <translation>Frames</translation>
    </message>
    <message>
        <source>Frames appear here as they come, and stay for some minutes even if nothing is recorded.</source>
        <translation>Frames erscheinen hier, wie sie kommen, und bleiben einige Minuten, auch wenn nichts aufgezeichnet wird.</translation>
    </message>
    <message>
        <source>Frames are coming; nothing is recorded.</source>
        <translation>Frames kommen; nichts wird aufgezeichnet.</translation>
    </message>
    <message>
        <source>Frames as small pictures</source>
        <translation>Frames als kleine Bilder</translation>
    </message>
    <message>
        <source>Frames averaged</source>
        <translation>Gemittelte Frames</translation>
    </message>
    <message>
        <source>Frames averaged for a picture</source>
        <translation>Für ein Bild gemittelte Frames</translation>
    </message>
    <message>
        <source>Frames per second</source>
        <translation>Frames je Sekunde</translation>
    </message>
    <message>
        <source>Freeze the views; scan and recording go on.</source>
        <translation>Die Ansichten einfrieren; Scan und Aufzeichnung laufen weiter.</translation>
    </message>
    <message>
        <source>From a file…</source>
        <translation>Aus einer Datei…</translation>
    </message>
    <message>
        <source>From here</source>
        <translation>Ab hier</translation>
    </message>
    <message>
        <source>Full width at half maximum; Enter puts it in force.</source>
        <translation>Halbwertsbreite; die Eingabetaste setzt sie in Kraft.</translation>
    </message>
    <message>
        <source>GOOD: {0} frames, every hash and link fits.</source>
        <translation>GUT: {0} Frames, jede Prüfsumme und Verkettung stimmt.</translation>
    </message>
    <message>
        <source>Gain</source>
        <translation>Verstärkung</translation>
    </message>
    <message>
        <source>Gamma</source>
        <translation>Gamma</translation>
    </message>
    <message>
        <source>Gauss</source>
        <translation>Gauß</translation>
    </message>
    <message>
        <source>Gaussian</source>
        <translation>Gauß</translation>
    </message>
    <message>
        <source>Give actions other keys.</source>
        <translation>Aktionen andere Tasten geben.</translation>
    </message>
    <message>
        <source>Give the material a name.</source>
        <translation>Dem Material einen Namen geben.</translation>
    </message>
    <message>
        <source>Go on beyond the budget, until the next area</source>
        <translation>Über das Budget hinaus weitermachen, bis zum nächsten Bereich</translation>
    </message>
    <message>
        <source>Go on recording</source>
        <translation>Weiter aufzeichnen</translation>
    </message>
    <message>
        <source>Go on to the next kind of view: Split, Curtain, Blink, Single, 2×2.</source>
        <translation>Zur nächsten Ansicht: Geteilt, Vorhang, Blinken, Einzeln, 2×2.</translation>
    </message>
    <message>
        <source>HELD</source>
        <translation>GEHALTEN</translation>
    </message>
    <message>
        <source>Half its width for each pixel, from the network's errors on kept-out images.</source>
        <translation>Die halbe Breite je Pixel, aus den Fehlern des Netzwerks an zurückgehaltenen Bildern.</translation>
    </message>
    <message>
        <source>Hashes of the pixels in view against those in the log</source>
        <translation>Prüfsummen der gezeigten Pixel gegen die im Protokoll</translation>
    </message>
    <message>
        <source>Hatched: this dose cannot decide. Ringed: contradicted by electrons that the picture has not seen. Unmarked: supported. [T]</source>
        <translation>Schraffiert: diese Dosis kann nicht entscheiden. Umringt: widersprochen von Elektronen, die das Bild nicht gesehen hat. Ohne Zeichen: gestützt. [T]</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
    <message>
        <source>Help on what is under the mouse.</source>
        <translation>Hilfe zu dem, was unter der Maus liegt.</translation>
    </message>
    <message>
        <source>Here, over the network, or files</source>
        <translation>Hier, im Netz, oder Dateien</translation>
    </message>
    <message>
        <source>High percentile</source>
        <translation>Oberes Perzentil</translation>
    </message>
    <message>
        <source>Histogram of {0}</source>
        <translation>Histogramm: {0}</translation>
    </message>
    <message>
        <source>Imaging</source>
        <translation>Abbildung</translation>
    </message>
    <message>
        <source>Imaging {0}, flyback {1} {2}.</source>
        <translation>Abbildung {0}, Rücklauf {1} {2}.</translation>
    </message>
    <message>
        <source>In Single show the other picture; in Blink stop at the other one, or go on.</source>
        <translation>In Einzeln das andere Bild zeigen; in Blinken beim anderen anhalten oder weitermachen.</translation>
    </message>
    <message>
        <source>In force: {0} {1}, {2}</source>
        <translation>In Kraft: {0} {1}, {2}</translation>
    </message>
    <message>
        <source>In place of one slow frame, fast frames of the same total dose:</source>
        <translation>Statt eines langsamen Frames schnelle Frames derselben Gesamtdosis:</translation>
    </message>
    <message>
        <source>In&amp;vert</source>
        <translation>Um&amp;kehren</translation>
    </message>
    <message>
        <source>Incomplete: its last rows never came.</source>
        <translation>Unvollständig: die letzten Zeilen kamen nie.</translation>
    </message>
    <message>
        <source>Inner</source>
        <translation>Innen</translation>
    </message>
    <message>
        <source>Instrument</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Into a folder beside the session; the session is only read</source>
        <translation>In einen Ordner neben der Sitzung; die Sitzung wird nur gelesen</translation>
    </message>
    <message>
        <source>Invert</source>
        <translation>Umkehren</translation>
    </message>
    <message>
        <source>It cannot be shown with the same look-up table as others.</source>
        <translation>Es lässt sich nicht mit derselben Farbtabelle wie andere zeigen.</translation>
    </message>
    <message>
        <source>It failed.</source>
        <translation>Es ist fehlgeschlagen.</translation>
    </message>
    <message>
        <source>It goes to {0}.</source>
        <translation>Sie wird nach {0} geschrieben.</translation>
    </message>
    <message>
        <source>It was not added.</source>
        <translation>Es wurde nicht hinzugefügt.</translation>
    </message>
    <message>
        <source>It was not processed then, or had to make room: of older frames fewer are kept.</source>
        <translation>Es wurde damals nicht verarbeitet oder musste Platz machen: von älteren Bildern bleiben weniger.</translation>
    </message>
    <message>
        <source>Judge other doses on the live frames</source>
        <translation>Andere Dosen an den Live-Frames beurteilen</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>Keep &amp;to here</source>
        <translation>&amp;Bis hier behalten</translation>
    </message>
    <message>
        <source>Keep 10 s</source>
        <translation>10 s behalten</translation>
    </message>
    <message>
        <source>Keep f&amp;rom here</source>
        <translation>&amp;Ab hier behalten</translation>
    </message>
    <message>
        <source>Keep span</source>
        <translation>Spanne behalten</translation>
    </message>
    <message>
        <source>Keep the &amp;last 10 s</source>
        <translation>Die &amp;letzten 10 s behalten</translation>
    </message>
    <message>
        <source>Keep the limits in force, whatever comes.</source>
        <translation>Die geltenden Grenzen beibehalten, was auch kommt.</translation>
    </message>
    <message>
        <source>Keep the view on the specimen</source>
        <translation>Die Ansicht auf der Probe halten</translation>
    </message>
    <message>
        <source>Keep what is in view for comparison (P; Shift+P: raw)</source>
        <translation>Das Gezeigte zum Vergleich behalten (P; Shift+P: roh)</translation>
    </message>
    <message>
        <source>Keeping {0} of {1} frames</source>
        <translation>{0} von {1} Frames werden gesichert</translation>
    </message>
    <message>
        <source>Keeps the spatial frequencies that rise above the noise; fills empty columns in part and draws displaced ones towards the lattice.</source>
        <translation>Behält die Raumfrequenzen über dem Rauschen; füllt leere Säulen teilweise und zieht versetzte zum Gitter hin.</translation>
    </message>
    <message>
        <source>Kept in {0}</source>
        <translation>Abgelegt in {0}</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Taste</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Kind of detector</source>
        <translation>Art des Detektors</translation>
    </message>
    <message>
        <source>Known</source>
        <translation>Bekannt</translation>
    </message>
    <message>
        <source>Known feeds</source>
        <translation>Bekannte Feeds</translation>
    </message>
    <message>
        <source>LAYER</source>
        <translation>EBENE</translation>
    </message>
    <message>
        <source>Lar&amp;ge type</source>
        <translation>&amp;Große Schrift</translation>
    </message>
    <message>
        <source>Last</source>
        <translation>Letzter</translation>
    </message>
    <message>
        <source>Last frame of the span</source>
        <translation>Letzter Frame der Spanne</translation>
    </message>
    <message>
        <source>Lattice contrast {0:.0%} ± {1:.0%}.</source>
        <translation>Gitterkontrast {0:.0%} ± {1:.0%}.</translation>
    </message>
    <message>
        <source>Layer shown</source>
        <translation>Gezeigte Ebene</translation>
    </message>
    <message>
        <source>Layer {0}</source>
        <translation>Ebene {0}</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>Ebenen</translation>
    </message>
    <message>
        <source>Leave the replay.</source>
        <translation>Die Wiedergabe verlassen.</translation>
    </message>
    <message>
        <source>Leave this source and choose another.</source>
        <translation>Diese Quelle verlassen und eine andere wählen.</translation>
    </message>
    <message>
        <source>Ledger</source>
        <translation>Dosisbuch</translation>
    </message>
    <message>
        <source>Left out: {0}.</source>
        <translation>Weggelassen: {0}.</translation>
    </message>
    <message>
        <source>Left picture</source>
        <translation>Linkes Bild</translation>
    </message>
    <message>
        <source>Length and direction between two points.</source>
        <translation>Länge und Richtung zwischen zwei Punkten.</translation>
    </message>
    <message>
        <source>Length of the longer one.</source>
        <translation>Länge des längeren.</translation>
    </message>
    <message>
        <source>Length of the shorter vector of the cell.</source>
        <translation>Länge des kürzeren Vektors der Zelle.</translation>
    </message>
    <message>
        <source>Letters a quarter larger, from the next start on.</source>
        <translation>Um ein Viertel größere Schrift, ab dem nächsten Start.</translation>
    </message>
    <message>
        <source>Letters of 13 pixels, from the next start on.</source>
        <translation>Schrift von 13 Pixeln, ab dem nächsten Start.</translation>
    </message>
    <message>
        <source>Light panels, for a bright room; images keep their dark ground.</source>
        <translation>Helle Flächen, für helle Räume; Bilder behalten ihren dunklen Grund.</translation>
    </message>
    <message>
        <source>Lights-&amp;out theme</source>
        <translation>&amp;Nacht-Design</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>Grenzwert</translation>
    </message>
    <message>
        <source>Line profile</source>
        <translation>Linienprofil</translation>
    </message>
    <message>
        <source>Line profile: drag along the line.</source>
        <translation>Linienprofil: entlang der Linie ziehen.</translation>
    </message>
    <message>
        <source>List</source>
        <translation>Liste</translation>
    </message>
    <message>
        <source>List what you were told.</source>
        <translation>Auflisten, was gemeldet wurde.</translation>
    </message>
    <message>
        <source>Live spectra of raw and processed, spacings, and the vectors of the lattice.</source>
        <translation>Live-Spektren von roh und verarbeitet, Abstände und die Gittervektoren.</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>Sperren</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Noch einmal ansehen</translation>
    </message>
    <message>
        <source>Look around</source>
        <translation>Umsehen</translation>
    </message>
    <message>
        <source>Look at what was recorded</source>
        <translation>Ansehen, was aufgezeichnet wurde</translation>
    </message>
    <message>
        <source>Look back and press From here and To here, or drag with Shift over the timeline.</source>
        <translation>Zurückblicken und Ab hier und Bis hier drücken, oder mit Umschalt über die Zeitleiste ziehen.</translation>
    </message>
    <message>
        <source>Looking around …</source>
        <translation>Sieht sich um …</translation>
    </message>
    <message>
        <source>Looking …</source>
        <translation>Wird gesucht …</translation>
    </message>
    <message>
        <source>Lost</source>
        <translation>Verloren</translation>
    </message>
    <message>
        <source>Low percentile</source>
        <translation>Unteres Perzentil</translation>
    </message>
    <message>
        <source>Map, gamma</source>
        <translation>Skala, Gamma</translation>
    </message>
    <message>
        <source>Mark</source>
        <translation>Markierung</translation>
    </message>
    <message>
        <source>Mark another one.</source>
        <translation>Eine andere markieren.</translation>
    </message>
    <message>
        <source>Mark saturation</source>
        <translation>Sättigung zeigen</translation>
    </message>
    <message>
        <source>Mark values outside the limits: blue below, red above.</source>
        <translation>Werte außerhalb der Grenzen zeigen: blau darunter, rot darüber.</translation>
    </message>
    <message>
        <source>Material</source>
        <translation>Material</translation>
    </message>
    <message>
        <source>Materials</source>
        <translation>Materialien</translation>
    </message>
    <message>
        <source>Mean of the detector's counts in this frame ({0}).
Sent by the beam: {1} {2} (current × dwell).</source>
        <translation>Mittel der Zählwerte des Detektors in diesem Frame ({0}).
Vom Strahl gesendet: {1} {2} (Strom × Verweilzeit).</translation>
    </message>
    <message>
        <source>Mean, spread and signal to noise in a box.</source>
        <translation>Mittel, Streuung und Signal-Rausch-Verhältnis in einem Rechteck.</translation>
    </message>
    <message>
        <source>Mean, spread and signal to noise in a polygon.</source>
        <translation>Mittel, Streuung und Signal-Rausch-Verhältnis in einem Polygon.</translation>
    </message>
    <message>
        <source>Mean, spread and signal to noise in an ellipse.</source>
        <translation>Mittel, Streuung und Signal-Rausch-Verhältnis in einer Ellipse.</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>Messen</translation>
    </message>
    <message>
        <source>Measure takes the beam off for a moment, then compares 20 pairs of frames. Choose a view with bright and dark parts, at several electrons per pixel.</source>
        <translation>Messen nimmt den Strahl kurz weg und vergleicht dann 20 Paare von Frames. Eine Ansicht mit hellen und dunklen Teilen wählen, bei einigen Elektronen je Pixel.</translation>
    </message>
    <message>
        <source>Measure the lattice</source>
        <translation>Gitter messen</translation>
    </message>
    <message>
        <source>Measured shapes</source>
        <translation>Gemessene Formen</translation>
    </message>
    <message>
        <source>Measuring failed: {0}</source>
        <translation>Messen fehlgeschlagen: {0}</translation>
    </message>
    <message>
        <source>Measuring page</source>
        <translation>Seite der Messung</translation>
    </message>
    <message>
        <source>Measuring panel</source>
        <translation>Messleiste</translation>
    </message>
    <message>
        <source>Median</source>
        <translation>Median</translation>
    </message>
    <message>
        <source>Merlin's software with its TCP server on; the scan's shape is not on the wire.</source>
        <translation>Die Software von Merlin mit eingeschaltetem TCP-Server; die Form des Scans wird nicht übertragen.</translation>
    </message>
    <message>
        <source>Metadata</source>
        <translation>Metadaten</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Methode</translation>
    </message>
    <message>
        <source>Missing: {0} from {1}, {2}</source>
        <translation>Fehlt: {0} ab {1}, {2}</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Model card</source>
        <translation>Modellkarte</translation>
    </message>
    <message>
        <source>Model card: {0}</source>
        <translation>Modellkarte: {0}</translation>
    </message>
    <message>
        <source>Most exposed scanned place of area {0}, {1} frames.
With parked probes: {2} {3}.
Places from {4}.</source>
        <translation>Am stärksten bestrahlte gescannte Stelle von Bereich {0}, {1} Frames.
Mit geparkten Sonden: {2} {3}.
Orte aus {4}.</translation>
    </message>
    <message>
        <source>Move to a fresh place and count its dose from zero [Shift+N]</source>
        <translation>Zu einer frischen Stelle fahren und ihre Dosis von null an zählen [Shift+N]</translation>
    </message>
    <message>
        <source>Move to a fresh place if the instrument can, and count its dose from zero.</source>
        <translation>Zu einer frischen Stelle fahren, wenn das Gerät es kann, und ihre Dosis von null an zählen.</translation>
    </message>
    <message>
        <source>Movie</source>
        <translation>Film</translation>
    </message>
    <message>
        <source>Movie (GIF)</source>
        <translation>Film (GIF)</translation>
    </message>
    <message>
        <source>NO LINK</source>
        <translation>KEINE VERBINDUNG</translation>
    </message>
    <message>
        <source>NOT GOOD: {0} {1} in {2} frames.</source>
        <translation>NICHT GUT: {0} {1} in {2} Frames.</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Name of the layout</source>
        <translation>Name der Anordnung</translation>
    </message>
    <message>
        <source>Ne&amp;xt view</source>
        <translation>Nä&amp;chste Ansicht</translation>
    </message>
    <message>
        <source>NeXus subset</source>
        <translation>NeXus-Auszug</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Netzwerk</translation>
    </message>
    <message>
        <source>Network from a file</source>
        <translation>Netzwerk aus einer Datei</translation>
    </message>
    <message>
        <source>Network model</source>
        <translation>Netzwerkmodell</translation>
    </message>
    <message>
        <source>Network weights</source>
        <translation>Netzwerkgewichte</translation>
    </message>
    <message>
        <source>Network weights (*.safetensors)</source>
        <translation>Netzwerkgewichte (*.safetensors)</translation>
    </message>
    <message>
        <source>Networks: {0}
</source>
        <translation>Netzwerke: {0}
</translation>
    </message>
    <message>
        <source>New &amp;area</source>
        <translation>Neuer &amp;Bereich</translation>
    </message>
    <message>
        <source>New area</source>
        <translation>Neuer Bereich</translation>
    </message>
    <message>
        <source>New dose</source>
        <translation>Neue Dosis</translation>
    </message>
    <message>
        <source>New key</source>
        <translation>Neue Taste</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Nächster</translation>
    </message>
    <message>
        <source>No advice yet</source>
        <translation>Noch kein Rat</translation>
    </message>
    <message>
        <source>No advice: {0}.</source>
        <translation>Kein Rat: {0}.</translation>
    </message>
    <message>
        <source>No budget</source>
        <translation>Kein Budget</translation>
    </message>
    <message>
        <source>No budget is in force for this area.</source>
        <translation>Für diesen Bereich gilt kein Budget.</translation>
    </message>
    <message>
        <source>No budget is set for this area: choose one in the dose desk.</source>
        <translation>Für diesen Bereich ist kein Budget gesetzt: im Dosispult eines wählen.</translation>
    </message>
    <message>
        <source>No budget set for this area</source>
        <translation>Kein Budget für diesen Bereich</translation>
    </message>
    <message>
        <source>No change beyond counting.</source>
        <translation>Keine Änderung jenseits des Zählrauschens.</translation>
    </message>
    <message>
        <source>No comparison of this session was made yet.</source>
        <translation>Zu dieser Sitzung gibt es noch keinen Vergleich.</translation>
    </message>
    <message>
        <source>No dose with a known place yet</source>
        <translation>Noch keine Dosis mit bekanntem Ort</translation>
    </message>
    <message>
        <source>No dose yet</source>
        <translation>Noch keine Dosis</translation>
    </message>
    <message>
        <source>No frame was followed yet.</source>
        <translation>Noch kein Frame verfolgt.</translation>
    </message>
    <message>
        <source>No frame yet</source>
        <translation>Noch kein Frame</translation>
    </message>
    <message>
        <source>No instrument is connected.</source>
        <translation>Kein Gerät verbunden.</translation>
    </message>
    <message>
        <source>No key</source>
        <translation>Keine Taste</translation>
    </message>
    <message>
        <source>No lattice followed</source>
        <translation>Kein Gitter verfolgt</translation>
    </message>
    <message>
        <source>No link to {0}.</source>
        <translation>Keine Verbindung zu {0}.</translation>
    </message>
    <message>
        <source>No mark</source>
        <translation>Keine Markierung</translation>
    </message>
    <message>
        <source>No network is installed.</source>
        <translation>Kein Netzwerk installiert.</translation>
    </message>
    <message>
        <source>No pattern came yet</source>
        <translation>Noch kein Beugungsbild</translation>
    </message>
    <message>
        <source>No picture yet</source>
        <translation>Noch kein Bild</translation>
    </message>
    <message>
        <source>No processed picture of this frame is kept</source>
        <translation>Von diesem Frame ist kein verarbeitetes Bild mehr da</translation>
    </message>
    <message>
        <source>No session in this folder.</source>
        <translation>Keine Sitzung in diesem Ordner.</translation>
    </message>
    <message>
        <source>No session is open</source>
        <translation>Keine Sitzung geöffnet</translation>
    </message>
    <message>
        <source>No source</source>
        <translation>Keine Quelle</translation>
    </message>
    <message>
        <source>No source is connected.</source>
        <translation>Keine Quelle verbunden.</translation>
    </message>
    <message>
        <source>No span is chosen.</source>
        <translation>Keine Spanne gewählt.</translation>
    </message>
    <message>
        <source>Nobody answers on this computer. {0}</source>
        <translation>Auf diesem Rechner antwortet niemand. {0}</translation>
    </message>
    <message>
        <source>Non-local means</source>
        <translation>Non-local means</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keiner</translation>
    </message>
    <message>
        <source>Not exported.</source>
        <translation>Nicht exportiert.</translation>
    </message>
    <message>
        <source>Not in this layer</source>
        <translation>Nicht in dieser Ebene</translation>
    </message>
    <message>
        <source>Not made: {0}</source>
        <translation>Nicht gemacht: {0}</translation>
    </message>
    <message>
        <source>Not placed yet: no pattern came.</source>
        <translation>Noch nicht gesetzt: kein Beugungsbild kam.</translation>
    </message>
    <message>
        <source>Not processed</source>
        <translation>Nicht verarbeitet</translation>
    </message>
    <message>
        <source>Not recorded.</source>
        <translation>Nicht aufgezeichnet.</translation>
    </message>
    <message>
        <source>Not verified yet.</source>
        <translation>Noch nicht geprüft.</translation>
    </message>
    <message>
        <source>Not watched: {0}.</source>
        <translation>Nicht überwacht: {0}.</translation>
    </message>
    <message>
        <source>Not written.</source>
        <translation>Nicht geschrieben.</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <source>Note on the {0}</source>
        <translation>Notiz zu: {0}</translation>
    </message>
    <message>
        <source>Note what you did and report it with the log.</source>
        <translation>Notieren, was getan wurde, und es mit dem Protokoll melden.</translation>
    </message>
    <message>
        <source>Note: {0}</source>
        <translation>Notiz: {0}</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Notizen</translation>
    </message>
    <message>
        <source>Nothing else is affected.</source>
        <translation>Sonst ist nichts betroffen.</translation>
    </message>
    <message>
        <source>Nothing here is what was searched for.</source>
        <translation>Nichts hier entspricht der Suche.</translation>
    </message>
    <message>
        <source>Nothing is processed</source>
        <translation>Nichts wird verarbeitet</translation>
    </message>
    <message>
        <source>Nothing of it is shown.</source>
        <translation>Nichts davon wird gezeigt.</translation>
    </message>
    <message>
        <source>Nothing processed yet</source>
        <translation>Noch nichts verarbeitet</translation>
    </message>
    <message>
        <source>Nothing was answered or kept.</source>
        <translation>Nichts wurde beantwortet oder abgelegt.</translation>
    </message>
    <message>
        <source>Nothing was changed.</source>
        <translation>Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>Nothing was kept.</source>
        <translation>Nichts wurde gesichert.</translation>
    </message>
    <message>
        <source>Nothing was received.</source>
        <translation>Nichts wurde empfangen.</translation>
    </message>
    <message>
        <source>Nothing was saved.</source>
        <translation>Nichts wurde gespeichert.</translation>
    </message>
    <message>
        <source>Nothing yet.</source>
        <translation>Noch nichts.</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Nummer</translation>
    </message>
    <message>
        <source>Number given by the feed, detector channel, and kind of picture</source>
        <translation>Nummer des Feeds, Detektorkanal und Art des Bildes</translation>
    </message>
    <message>
        <source>Number of fractions</source>
        <translation>Zahl der Fraktionen</translation>
    </message>
    <message>
        <source>Numbers, with a JSON that tells what they are (*.npy)</source>
        <translation>Zahlen, mit einer JSON-Datei, die sie erklärt (*.npy)</translation>
    </message>
    <message>
        <source>Of the frame and its session</source>
        <translation>Zum Frame und seiner Sitzung</translation>
    </message>
    <message>
        <source>Of {0} {1} frames:</source>
        <translation>Von {0} {1} Frames:</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>Aus</translation>
    </message>
    <message>
        <source>Off. Only the damage watch is at work.</source>
        <translation>Aus. Nur der Schadenswächter arbeitet.</translation>
    </message>
    <message>
        <source>On a strip below the picture; its pixels are not touched</source>
        <translation>Auf einem Streifen unter dem Bild; seine Pixel bleiben, wie sie sind</translation>
    </message>
    <message>
        <source>Once</source>
        <translation>Einmal</translation>
    </message>
    <message>
        <source>One image: raw left of an edge that you drag, processed right of it.</source>
        <translation>Ein Bild: roh links einer ziehbaren Kante, verarbeitet rechts davon.</translation>
    </message>
    <message>
        <source>One look-up table for all.</source>
        <translation>Eine Farbtabelle für alle.</translation>
    </message>
    <message>
        <source>One picture with all the room.</source>
        <translation>Ein Bild mit dem ganzen Platz.</translation>
    </message>
    <message>
        <source>One screen pixel per image pixel.</source>
        <translation>Ein Schirmpixel je Bildpixel.</translation>
    </message>
    <message>
        <source>Open a recorded session in a window of its own.</source>
        <translation>Eine aufgezeichnete Sitzung in einem eigenen Fenster öffnen.</translation>
    </message>
    <message>
        <source>Open a session</source>
        <translation>Eine Sitzung öffnen</translation>
    </message>
    <message>
        <source>Open feed</source>
        <translation>Offener Feed</translation>
    </message>
    <message>
        <source>Open one with Ctrl+O, or drop a .nxs file on this window.</source>
        <translation>Mit Ctrl+O eine öffnen, oder eine .nxs-Datei auf dieses Fenster ziehen.</translation>
    </message>
    <message>
        <source>Open …</source>
        <translation>Öffnen …</translation>
    </message>
    <message>
        <source>Opening {0}</source>
        <translation>{0} wird geöffnet</translation>
    </message>
    <message>
        <source>Opening {0} …</source>
        <translation>{0} wird geöffnet …</translation>
    </message>
    <message>
        <source>Opening …</source>
        <translation>Wird geöffnet …</translation>
    </message>
    <message>
        <source>Operator</source>
        <translation>Operator</translation>
    </message>
    <message>
        <source>Other name of the layout “{0}”</source>
        <translation>Anderer Name der Anordnung „{0}“</translation>
    </message>
    <message>
        <source>Other picture</source>
        <translation>Anderes Bild</translation>
    </message>
    <message>
        <source>Outer</source>
        <translation>Außen</translation>
    </message>
    <message>
        <source>Over the pixel area; the probe size is unknown (dose desk, Calibration).</source>
        <translation>Über die Pixelfläche; die Sondengröße ist unbekannt (Dosispult, Kalibrierung).</translation>
    </message>
    <message>
        <source>Override</source>
        <translation>Übergehen</translation>
    </message>
    <message>
        <source>PDF (*.pdf)</source>
        <translation>PDF (*.pdf)</translation>
    </message>
    <message>
        <source>Pair without labels</source>
        <translation>Paar ohne Bezeichnung</translation>
    </message>
    <message>
        <source>Pairs</source>
        <translation>Paare</translation>
    </message>
    <message>
        <source>Pairs are drawn from all frames.</source>
        <translation>Die Paare werden aus allen Bildern gelost.</translation>
    </message>
    <message>
        <source>Pairs are drawn from the {0} marked frames.</source>
        <translation>Die Paare werden aus den {0} markierten Bildern gelost.</translation>
    </message>
    <message>
        <source>Parked probe</source>
        <translation>Geparkte Sonde</translation>
    </message>
    <message>
        <source>Past &amp;notices</source>
        <translation>Frühere &amp;Hinweise</translation>
    </message>
    <message>
        <source>Past notices</source>
        <translation>Frühere Hinweise</translation>
    </message>
    <message>
        <source>Patch</source>
        <translation>Fenster</translation>
    </message>
    <message>
        <source>Percentiles</source>
        <translation>Perzentile</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>Picture shown</source>
        <translation>Gezeigtes Bild</translation>
    </message>
    <message>
        <source>Picture with scale bar and badge, 8 bit (*.png)</source>
        <translation>Bild mit Maßstab und Marke, 8 Bit (*.png)</translation>
    </message>
    <message>
        <source>Picture {0} of a file</source>
        <translation>Bild {0} einer Datei</translation>
    </message>
    <message>
        <source>Pictures are made from a part of the electrons already counted and judged by the rest. Costs no dose, and runs beside the view at low duty.</source>
        <translation>Bilder werden aus einem Teil der schon gezählten Elektronen gemacht und vom Rest beurteilt. Kostet keine Dosis und läuft mit wenig Last neben der Ansicht.</translation>
    </message>
    <message>
        <source>Pictures by others (*.dm3 *.dm4 *.emd *.ser *.mrc *.tif *.tiff *.hspy *.h5)</source>
        <translation>Fremde Bilder (*.dm3 *.dm4 *.emd *.ser *.mrc *.tif *.tiff *.hspy *.h5)</translation>
    </message>
    <message>
        <source>Pin</source>
        <translation>Anheften</translation>
    </message>
    <message>
        <source>Pin for comparison</source>
        <translation>Zum Vergleich anheften</translation>
    </message>
    <message>
        <source>Pin raw for comparison</source>
        <translation>Roh zum Vergleich anheften</translation>
    </message>
    <message>
        <source>Pin what is in view with P, raw with Shift+P; up to {0}.</source>
        <translation>Gezeigtes mit P anheften, roh mit Shift+P; bis zu {0}.</translation>
    </message>
    <message>
        <source>Pixel size</source>
        <translation>Pixelgröße</translation>
    </message>
    <message>
        <source>Pixel-limited, over the pixel area: {0} {1}.</source>
        <translation>Pixelbegrenzt, über die Pixelfläche: {0} {1}.</translation>
    </message>
    <message>
        <source>Places differ by {0} %.</source>
        <translation>Die Stellen unterscheiden sich um {0} %.</translation>
    </message>
    <message>
        <source>Places from {0}.</source>
        <translation>Orte aus {0}.</translation>
    </message>
    <message>
        <source>Plain values: the title, or the file beside it, says what made them.</source>
        <translation>Reine Werte: der Titel oder die Datei daneben sagt, was sie gemacht hat.</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>Abspielen</translation>
    </message>
    <message>
        <source>Polygon</source>
        <translation>Polygon</translation>
    </message>
    <message>
        <source>Polygon: click its corners; a double click ends it.</source>
        <translation>Polygon: die Ecken anklicken; ein Doppelklick beendet es.</translation>
    </message>
    <message>
        <source>Position in the session</source>
        <translation>Stelle in der Sitzung</translation>
    </message>
    <message>
        <source>Power over counting noise: black is noise. Wheel: zoom. Click two reflections to choose the vectors of the lattice; a third click lets it be found again.</source>
        <translation>Leistung über dem Zählrauschen: Schwarz ist Rauschen. Mausrad: Zoom. Zwei Reflexe anklicken, um die Gittervektoren zu wählen; ein dritter Klick lässt sie wieder suchen.</translation>
    </message>
    <message>
        <source>Preparing</source>
        <translation>Wird vorbereitet</translation>
    </message>
    <message>
        <source>Previous</source>
        <translation>Voriger</translation>
    </message>
    <message>
        <source>Print keys</source>
        <translation>Tasten drucken</translation>
    </message>
    <message>
        <source>Print keys…</source>
        <translation>Tasten drucken…</translation>
    </message>
    <message>
        <source>Probe size</source>
        <translation>Sondengröße</translation>
    </message>
    <message>
        <source>Probe-limited, under the probe ({0}): {1} {2}.</source>
        <translation>Sondenbegrenzt, unter der Sonde ({0}): {1} {2}.</translation>
    </message>
    <message>
        <source>Processed</source>
        <translation>Verarbeitet</translation>
    </message>
    <message>
        <source>Processed picture</source>
        <translation>Verarbeitetes Bild</translation>
    </message>
    <message>
        <source>Processing</source>
        <translation>Verarbeitung</translation>
    </message>
    <message>
        <source>Processing method</source>
        <translation>Verarbeitungsmethode</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>Profil</translation>
    </message>
    <message>
        <source>Provenance</source>
        <translation>Herkunft</translation>
    </message>
    <message>
        <source>Published: {0}. It holds for those conditions only.</source>
        <translation>Veröffentlicht: {0}. Gilt nur für jene Bedingungen.</translation>
    </message>
    <message>
        <source>Put every dock back in its place.</source>
        <translation>Alle Leisten an ihren Platz zurücksetzen.</translation>
    </message>
    <message>
        <source>Put the profile as text, with errors, on the clipboard.</source>
        <translation>Das Profil als Text, mit Fehlern, in die Zwischenablage legen.</translation>
    </message>
    <message>
        <source>Put the tool away: a drag moves the image again, what was drawn stays.</source>
        <translation>Das Werkzeug weglegen: Ziehen verschiebt wieder das Bild, Gezeichnetes bleibt.</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>Qualität</translation>
    </message>
    <message>
        <source>Quality is not told: {0}.</source>
        <translation>Die Qualität wird nicht genannt: {0}.</translation>
    </message>
    <message>
        <source>Quality lost, at most</source>
        <translation>Qualitätsverlust, höchstens</translation>
    </message>
    <message>
        <source>Quantum Detectors Merlin</source>
        <translation>Quantum Detectors Merlin</translation>
    </message>
    <message>
        <source>Question</source>
        <translation>Frage</translation>
    </message>
    <message>
        <source>RECORDING {0}{1}</source>
        <translation>AUFZEICHNUNG {0}{1}</translation>
    </message>
    <message>
        <source>REPLAY</source>
        <translation>WIEDERGABE</translation>
    </message>
    <message>
        <source>REPLAY{0}</source>
        <translation>WIEDERGABE{0}</translation>
    </message>
    <message>
        <source>Radius (0: automatic)</source>
        <translation>Radius (0: automatisch)</translation>
    </message>
    <message>
        <source>Rate and direction of the drift, averaging that follows it, and the scan that does.</source>
        <translation>Betrag und Richtung der Drift, Mittelung, die ihr folgt, und der Scan, der es tut.</translation>
    </message>
    <message>
        <source>Rate unknown</source>
        <translation>Rate unbekannt</translation>
    </message>
    <message>
        <source>Raw</source>
        <translation>Roh</translation>
    </message>
    <message>
        <source>Raw and processed along a line, with their errors.</source>
        <translation>Roh und verarbeitet entlang einer Linie, mit ihren Fehlern.</translation>
    </message>
    <message>
        <source>Raw and processed in one place, by turns.</source>
        <translation>Roh und verarbeitet an einer Stelle, abwechselnd.</translation>
    </message>
    <message>
        <source>Raw at the left, processed at the right.</source>
        <translation>Links roh, rechts verarbeitet.</translation>
    </message>
    <message>
        <source>Raw frame</source>
        <translation>Rohbild</translation>
    </message>
    <message>
        <source>Raw frame {0}</source>
        <translation>Roh-Frame {0}</translation>
    </message>
    <message>
        <source>Raw frames appear here as they come.</source>
        <translation>Roh-Frames erscheinen hier, wie sie kommen.</translation>
    </message>
    <message>
        <source>Raw is always recorded; it cannot be switched off.</source>
        <translation>Roh wird immer aufgezeichnet; es lässt sich nicht abschalten.</translation>
    </message>
    <message>
        <source>Raw is what the detector counted; denoised, framed in violet, is what a network makes of it: raw is always shown and recorded, and no denoised picture is ever without its mark.</source>
        <translation>Roh ist, was der Detektor gezählt hat; entrauscht, violett gerahmt, ist, was ein Netzwerk daraus macht: Roh wird immer gezeigt und aufgezeichnet, und kein entrauschtes Bild ist je ohne sein Zeichen.</translation>
    </message>
    <message>
        <source>Raw only: nothing is computed.</source>
        <translation>Nur roh: nichts wird gerechnet.</translation>
    </message>
    <message>
        <source>Raw picture</source>
        <translation>Rohbild</translation>
    </message>
    <message>
        <source>Raw, processed, evidence and FFT.</source>
        <translation>Roh, verarbeitet, Evidenz und FFT.</translation>
    </message>
    <message>
        <source>Raw, {0}: {1} reflections, {2} on this lattice.</source>
        <translation>Roh, {0}: {1} Reflexe, {2} auf diesem Gitter.</translation>
    </message>
    <message>
        <source>Raw, {0}: {1}.</source>
        <translation>Roh, {0}: {1}.</translation>
    </message>
    <message>
        <source>Read-only: this feed has no such controls.</source>
        <translation>Nur lesbar: dieser Feed hat keine solchen Regler.</translation>
    </message>
    <message>
        <source>Reading {0} of {1} …</source>
        <translation>{0} von {1} werden gelesen …</translation>
    </message>
    <message>
        <source>Reads every picture and checks hashes, chain and structure</source>
        <translation>Liest jedes Bild und prüft Prüfsummen, Kette und Aufbau</translation>
    </message>
    <message>
        <source>Reason of the override</source>
        <translation>Grund des Übergehens</translation>
    </message>
    <message>
        <source>Reason, for the log</source>
        <translation>Grund, für das Protokoll</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>Empfangen</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>Aufzeichnen</translation>
    </message>
    <message>
        <source>Record in fractions</source>
        <translation>In Fraktionen aufzeichnen</translation>
    </message>
    <message>
        <source>Record set-up
{0}
Right click to save the present ones.</source>
        <translation>Einstellung Aufzeichnen
{0}
Rechtsklick, um die jetzige zu speichern.</translation>
    </message>
    <message>
        <source>Recorded picture</source>
        <translation>Aufgezeichnetes Bild</translation>
    </message>
    <message>
        <source>Recorded.</source>
        <translation>Aufgezeichnet.</translation>
    </message>
    <message>
        <source>Rectangle</source>
        <translation>Rechteck</translation>
    </message>
    <message>
        <source>Rectangle: drag over the image.</source>
        <translation>Rechteck: über das Bild ziehen.</translation>
    </message>
    <message>
        <source>Reference</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>Region over time</source>
        <translation>Region über die Zeit</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Remove own</source>
        <translation>Eigenen entfernen</translation>
    </message>
    <message>
        <source>Remove shape</source>
        <translation>Form entfernen</translation>
    </message>
    <message>
        <source>Rename layout</source>
        <translation>Anordnung umbenennen</translation>
    </message>
    <message>
        <source>Replay of a session or a stack</source>
        <translation>Wiedergabe einer Sitzung oder eines Stapels</translation>
    </message>
    <message>
        <source>Replay: {0}</source>
        <translation>Wiedergabe: {0}</translation>
    </message>
    <message>
        <source>Reprocess</source>
        <translation>Neu verarbeiten</translation>
    </message>
    <message>
        <source>Reprocess …</source>
        <translation>Neu verarbeiten …</translation>
    </message>
    <message>
        <source>Restore {0} as it came</source>
        <translation>{0} auf Vorgabe zurücksetzen</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>Revert</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>Durchsicht</translation>
    </message>
    <message>
        <source>Review of {0} opens in a window of its own.</source>
        <translation>Die Durchsicht von {0} öffnet sich in einem eigenen Fenster.</translation>
    </message>
    <message>
        <source>Review session</source>
        <translation>Sitzung durchsehen</translation>
    </message>
    <message>
        <source>Right picture</source>
        <translation>Rechtes Bild</translation>
    </message>
    <message>
        <source>Rotation</source>
        <translation>Rotation</translation>
    </message>
    <message>
        <source>Rows arrived</source>
        <translation>Angekommene Zeilen</translation>
    </message>
    <message>
        <source>Run on all {0} frames</source>
        <translation>Auf alle {0} Frames anwenden</translation>
    </message>
    <message>
        <source>Run on the {0} marked frames</source>
        <translation>Auf die {0} markierten Frames anwenden</translation>
    </message>
    <message>
        <source>Run on this frame</source>
        <translation>Auf diesen Frame anwenden</translation>
    </message>
    <message>
        <source>Run stemviewer verify on it; the file itself is not changed by reviewing.</source>
        <translation>stemviewer verify darauf anwenden; die Datei selbst ändert die Durchsicht nicht.</translation>
    </message>
    <message>
        <source>S&amp;can</source>
        <translation>S&amp;can</translation>
    </message>
    <message>
        <source>S&amp;napshot</source>
        <translation>Bild siche&amp;rn</translation>
    </message>
    <message>
        <source>SCANNING</source>
        <translation>SCANNT</translation>
    </message>
    <message>
        <source>STOPPED</source>
        <translation>GESTOPPT</translation>
    </message>
    <message>
        <source>Sample</source>
        <translation>Probe</translation>
    </message>
    <message>
        <source>Save CSV …</source>
        <translation>CSV sichern …</translation>
    </message>
    <message>
        <source>Save as own</source>
        <translation>Als eigenen sichern</translation>
    </message>
    <message>
        <source>Save layout</source>
        <translation>Anordnung sichern</translation>
    </message>
    <message>
        <source>Save the frame on the screen, raw and processed, as PNG and NPY.</source>
        <translation>Den Frame auf dem Schirm, roh und verarbeitet, als PNG und NPY speichern.</translation>
    </message>
    <message>
        <source>Save the picture in the pane with the focus as PNG, 16-bit TIFF or NPY.</source>
        <translation>Das Bild im gewählten Feld als PNG, TIFF mit 16 Bit oder NPY sichern.</translation>
    </message>
    <message>
        <source>Save the present settings as {0}</source>
        <translation>Die jetzigen Werte als {0} speichern</translation>
    </message>
    <message>
        <source>Save the profile</source>
        <translation>Profil sichern</translation>
    </message>
    <message>
        <source>Saving frame {0}</source>
        <translation>Frame {0} wird gespeichert</translation>
    </message>
    <message>
        <source>Say where the value is from: a paper, or your own measurement.</source>
        <translation>Sagen, woher der Wert stammt: eine Veröffentlichung oder eigene Messung.</translation>
    </message>
    <message>
        <source>Scan</source>
        <translation>Scan</translation>
    </message>
    <message>
        <source>Scan started</source>
        <translation>Scan begonnen</translation>
    </message>
    <message>
        <source>Screen {0}: {1}, {2} × {3}</source>
        <translation>Bildschirm {0}: {1}, {2} × {3}</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Search distance</source>
        <translation>Suchweite</translation>
    </message>
    <message>
        <source>Search sessions</source>
        <translation>Sitzungen suchen</translation>
    </message>
    <message>
        <source>Search: sample, date:, dose:, model:, …</source>
        <translation>Suche: Probe, date:, dose:, model:, …</translation>
    </message>
    <message>
        <source>Second</source>
        <translation>Zweites</translation>
    </message>
    <message>
        <source>Second of the two</source>
        <translation>Zweites von beiden</translation>
    </message>
    <message>
        <source>Send this view to &amp;another screen</source>
        <translation>Diese Ansicht auf einen &amp;anderen Bildschirm</translation>
    </message>
    <message>
        <source>Send to another scree&amp;n</source>
        <translation>Auf anderen &amp;Bildschirm</translation>
    </message>
    <message>
        <source>Sent to a pixel</source>
        <translation>In ein Pixel gesendet</translation>
    </message>
    <message>
        <source>Sent to each pixel: {0} {1}.</source>
        <translation>In jedes Pixel gesendet: {0} {1}.</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>Sitzung</translation>
    </message>
    <message>
        <source>Session &amp;folder…</source>
        <translation>Sitzungs&amp;ordner…</translation>
    </message>
    <message>
        <source>Sessions</source>
        <translation>Sitzungen</translation>
    </message>
    <message>
        <source>Sessions (*.nxs *.nxs.part)</source>
        <translation>Sitzungen (*.nxs *.nxs.part)</translation>
    </message>
    <message>
        <source>Sessions (*.nxs)</source>
        <translation>Sitzungen (*.nxs)</translation>
    </message>
    <message>
        <source>Sessions in</source>
        <translation>Sitzungen in</translation>
    </message>
    <message>
        <source>Sessions in the folder</source>
        <translation>Sitzungen im Ordner</translation>
    </message>
    <message>
        <source>Set budget</source>
        <translation>Budget setzen</translation>
    </message>
    <message>
        <source>Set the limits from one frame and keep them [Enter].</source>
        <translation>Die Grenzen aus einem Frame setzen und behalten [Enter].</translation>
    </message>
    <message>
        <source>Set the limits from the frame on the screen and keep them.</source>
        <translation>Die Grenzen aus dem Frame auf dem Schirm setzen und behalten.</translation>
    </message>
    <message>
        <source>Set the rings of a 4D-STEM camera on the live diffraction pattern, and its centre.</source>
        <translation>Die Ringe einer 4D-STEM-Kamera auf dem Live-Beugungsbild setzen, und seine Mitte.</translation>
    </message>
    <message>
        <source>Set values within range and save them as the set-up by a right click on it.</source>
        <translation>Werte im erlaubten Bereich einstellen und mit Rechtsklick darauf als Einstellung speichern.</translation>
    </message>
    <message>
        <source>Set-up &amp;Focus</source>
        <translation>Einstellung &amp;Fokus</translation>
    </message>
    <message>
        <source>Set-up Sea&amp;rch</source>
        <translation>Einstellung S&amp;uchen</translation>
    </message>
    <message>
        <source>Shapes</source>
        <translation>Formen</translation>
    </message>
    <message>
        <source>Shift and drag above to mark a span</source>
        <translation>Oben mit Umschalt ziehen markiert eine Spanne</translation>
    </message>
    <message>
        <source>Shift the scan after the specimen, so that the view stays. The view moves when it is off by 1.5 % of its side; every shift is written into the session.</source>
        <translation>Den Scan der Probe nachführen, damit die Ansicht bleibt. Sie wird bewegt, wenn sie um 1,5 % ihrer Seite abweicht; jede Verschiebung steht in der Sitzung.</translation>
    </message>
    <message>
        <source>Show every key.</source>
        <translation>Jede Taste zeigen.</translation>
    </message>
    <message>
        <source>Show over the processed picture what unseen electrons support, contradict or leave open.</source>
        <translation>Über dem verarbeiteten Bild zeigen, was ungesehene Elektronen stützen, bestreiten oder offen lassen.</translation>
    </message>
    <message>
        <source>Show raw only; nothing is computed.</source>
        <translation>Nur roh zeigen; nichts wird gerechnet.</translation>
    </message>
    <message>
        <source>Show the frame after; beyond the newest, back to now.</source>
        <translation>Den Frame danach zeigen; nach dem neuesten zurück zum Jetzt.</translation>
    </message>
    <message>
        <source>Show the frame before, from the history; the scan goes on.</source>
        <translation>Den Frame davor zeigen, aus dem Verlauf; der Scan läuft weiter.</translation>
    </message>
    <message>
        <source>Show the pane or dock that has the focus in a window of its own; there, bring it back.</source>
        <translation>Das gewählte Feld oder die Leiste in einem eigenen Fenster zeigen; dort: zurückholen.</translation>
    </message>
    <message>
        <source>Show the past notices [Ctrl+L]</source>
        <translation>Die früheren Hinweise zeigen [Ctrl+L]</translation>
    </message>
    <message>
        <source>Show the plain filter</source>
        <translation>Den einfachen Filter zeigen</translation>
    </message>
    <message>
        <source>Show the whole frame.</source>
        <translation>Den ganzen Frame zeigen.</translation>
    </message>
    <message>
        <source>Show where this area was exposed, with the present view, in a corner of the raw picture.</source>
        <translation>Zeigen, wo dieser Bereich bestrahlt wurde, mit der jetzigen Ansicht, in einer Ecke des Rohbilds.</translation>
    </message>
    <message>
        <source>Show {0} in the dose dock</source>
        <translation>{0} in der Dosisleiste zeigen</translation>
    </message>
    <message>
        <source>Sigma (0: automatic)</source>
        <translation>Sigma (0: automatisch)</translation>
    </message>
    <message>
        <source>Signs the file with this computer's certificate, and reads it back</source>
        <translation>Signiert die Datei mit dem Zertifikat dieses Rechners und liest sie zurück</translation>
    </message>
    <message>
        <source>Single</source>
        <translation>Einzeln</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Smallest column</source>
        <translation>Kleinste Säule</translation>
    </message>
    <message>
        <source>Smallest column to decide</source>
        <translation>Kleinste entscheidbare Säule</translation>
    </message>
    <message>
        <source>Snapshot</source>
        <translation>Bild sichern</translation>
    </message>
    <message>
        <source>Snapshot of frame {0}: {1} files in {2}.</source>
        <translation>Momentaufnahme von Frame {0}: {1} Dateien in {2}.</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Herkunft</translation>
    </message>
    <message>
        <source>Source {0}</source>
        <translation>Quelle {0}</translation>
    </message>
    <message>
        <source>Space play    ← → step    drag to go    Shift drag marks a span</source>
        <translation>Leertaste Abspielen    ← → Schritt    Ziehen zur Stelle    Umschalt+Ziehen markiert</translation>
    </message>
    <message>
        <source>Spacing of the planes of the first reflection, g₁.</source>
        <translation>Netzebenenabstand des ersten Reflexes, g₁.</translation>
    </message>
    <message>
        <source>Spacing of the planes of the second, g₂.</source>
        <translation>Netzebenenabstand des zweiten, g₂.</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>Geteilt</translation>
    </message>
    <message>
        <source>Split view</source>
        <translation>Ansicht Geteilt</translation>
    </message>
    <message>
        <source>Star</source>
        <translation>Stern</translation>
    </message>
    <message>
        <source>Star for the {0}</source>
        <translation>Stern: {0}</translation>
    </message>
    <message>
        <source>Star, mark and note, and what a reader must know of the picture</source>
        <translation>Stern, Markierung und Notiz, und was man vom Bild wissen muss</translation>
    </message>
    <message>
        <source>Start of the scan, local time</source>
        <translation>Beginn des Scans, Ortszeit</translation>
    </message>
    <message>
        <source>Start scanning, or stop when the running frame is complete.</source>
        <translation>Scan beginnen, oder anhalten, wenn der laufende Frame vollständig ist.</translation>
    </message>
    <message>
        <source>Start the session log [R]
{0}</source>
        <translation>Das Sitzungsprotokoll beginnen [R]
{0}</translation>
    </message>
    <message>
        <source>Start the session log, or end it.</source>
        <translation>Das Sitzungsprotokoll beginnen oder beenden.</translation>
    </message>
    <message>
        <source>Start the simulator</source>
        <translation>Simulator starten</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>Startet…</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>State: {0}</source>
        <translation>Zustand: {0}</translation>
    </message>
    <message>
        <source>Status: {0}</source>
        <translation>Status: {0}</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stopp</translation>
    </message>
    <message>
        <source>Stop &amp;now</source>
        <translation>Sofort st&amp;oppen</translation>
    </message>
    <message>
        <source>Stop at frame end</source>
        <translation>Am Frame-Ende anhalten</translation>
    </message>
    <message>
        <source>Stop at once; the running frame ends incomplete.</source>
        <translation>Sofort anhalten; der laufende Frame endet unvollständig.</translation>
    </message>
    <message>
        <source>Store this sum</source>
        <translation>Diese Summe speichern</translation>
    </message>
    <message>
        <source>Stored</source>
        <translation>Gespeichert</translation>
    </message>
    <message>
        <source>Strength</source>
        <translation>Stärke</translation>
    </message>
    <message>
        <source>Subscan</source>
        <translation>Teilscan</translation>
    </message>
    <message>
        <source>Sum</source>
        <translation>Summe</translation>
    </message>
    <message>
        <source>Sum or difference</source>
        <translation>Summe oder Differenz</translation>
    </message>
    <message>
        <source>Sum the first</source>
        <translation>Die ersten</translation>
    </message>
    <message>
        <source>Sum the last frames, drift-aligned; the specimen gets no more by it.</source>
        <translation>Die letzten Frames driftkorrigiert summieren; die Probe bekommt dadurch nicht mehr.</translation>
    </message>
    <message>
        <source>Sum the last frames, moved by whole pixels to where the newest one is. Starts again when area, field of view, size, dwell or current change.</source>
        <translation>Die letzten Frames summieren, um ganze Pixel dahin verschoben, wo der neueste liegt. Beginnt neu, wenn sich Bereich, Bildfeld, Größe, Verweilzeit oder Strom ändern.</translation>
    </message>
    <message>
        <source>Swap black and white.</source>
        <translation>Schwarz und Weiß tauschen.</translation>
    </message>
    <message>
        <source>TRIAL</source>
        <translation>VERSUCH</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>Tabelle</translation>
    </message>
    <message>
        <source>Table (CSV)</source>
        <translation>Tabelle (CSV)</translation>
    </message>
    <message>
        <source>Take all away</source>
        <translation>Alle wegnehmen</translation>
    </message>
    <message>
        <source>Take away everything that was drawn; Delete takes away the chosen shape.</source>
        <translation>Alles Gezeichnete wegnehmen; Entf nimmt die gewählte Form weg.</translation>
    </message>
    <message>
        <source>Take one away first.</source>
        <translation>Zuerst eines wegnehmen.</translation>
    </message>
    <message>
        <source>Take the beam off the specimen, or put it back.</source>
        <translation>Den Strahl von der Probe nehmen oder wieder daraufsetzen.</translation>
    </message>
    <message>
        <source>Take the chosen shape away [Delete]; with Shift all of them.</source>
        <translation>Die gewählte Form wegnehmen [Delete]; mit Umschalt alle.</translation>
    </message>
    <message>
        <source>Take the last away</source>
        <translation>Das letzte wegnehmen</translation>
    </message>
    <message>
        <source>Take the shape drawn last away, and tell the developers.</source>
        <translation>Die zuletzt gezeichnete Form wegnehmen und es den Entwicklern melden.</translation>
    </message>
    <message>
        <source>Takes the middle value of a neighbourhood; keeps edges, removes single bright pixels.</source>
        <translation>Nimmt den mittleren Wert einer Umgebung; behält Kanten, entfernt einzelne helle Pixel.</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Testen</translation>
    </message>
    <message>
        <source>Test a re&amp;gion</source>
        <translation>Eine Re&amp;gion testen</translation>
    </message>
    <message>
        <source>Test this frame</source>
        <translation>Diesen Frame testen</translation>
    </message>
    <message>
        <source>Testing …</source>
        <translation>Wird getestet …</translation>
    </message>
    <message>
        <source>That is not a single key.</source>
        <translation>Das ist keine einzelne Taste.</translation>
    </message>
    <message>
        <source>The Gaussian predicts unseen electrons at least as well.</source>
        <translation>Der Gauß-Filter sagt ungesehene Elektronen mindestens so gut vorher.</translation>
    </message>
    <message>
        <source>The address has no port. {0}</source>
        <translation>Die Adresse hat keinen Port. {0}</translation>
    </message>
    <message>
        <source>The address names no computer. {0}</source>
        <translation>Die Adresse nennt keinen Rechner. {0}</translation>
    </message>
    <message>
        <source>The badge is burnt in and cannot be left out; method, hashes and the IPTC source type are in the metadata.</source>
        <translation>Das Kennzeichen ist eingebrannt und bleibt; Methode, Prüfsummen und die IPTC-Quellenart stehen in den Metadaten.</translation>
    </message>
    <message>
        <source>The beam is off the specimen.</source>
        <translation>Der Strahl ist nicht auf der Probe.</translation>
    </message>
    <message>
        <source>The beam is off: dark frames are collected.</source>
        <translation>Der Strahl ist weg: Dunkel-Frames werden gesammelt.</translation>
    </message>
    <message>
        <source>The budget was overridden: {0}</source>
        <translation>Das Budget wurde übergangen: {0}</translation>
    </message>
    <message>
        <source>The dose of {0} frames is unknown.</source>
        <translation>Die Dosis von {0} Frames ist unbekannt.</translation>
    </message>
    <message>
        <source>The drift is followed from the raw frames; it needs some of them and the pixel size.</source>
        <translation>Die Drift wird aus den Roh-Frames verfolgt; sie braucht einige davon und die Pixelgröße.</translation>
    </message>
    <message>
        <source>The electrons of frame {0} are not known.</source>
        <translation>Die Elektronen von Frame {0} sind nicht bekannt.</translation>
    </message>
    <message>
        <source>The fading shows here after the recording</source>
        <translation>Das Verblassen zeigt sich hier nach der Aufzeichnung</translation>
    </message>
    <message>
        <source>The feed's own values, unchanged. The scale is in the metadata.</source>
        <translation>Die Werte des Feeds, unverändert. Der Maßstab steht in den Metadaten.</translation>
    </message>
    <message>
        <source>The first frames of this view are being taken as the reference.</source>
        <translation>Die ersten Frames dieser Ansicht werden als Referenz genommen.</translation>
    </message>
    <message>
        <source>The first picture is on its way.</source>
        <translation>Das erste Bild ist unterwegs.</translation>
    </message>
    <message>
        <source>The frame on the screen is the first that is kept.</source>
        <translation>Der Frame auf dem Schirm ist der erste, der bleibt.</translation>
    </message>
    <message>
        <source>The frame on the screen is the last that is kept.</source>
        <translation>Der Frame auf dem Schirm ist der letzte, der bleibt.</translation>
    </message>
    <message>
        <source>The guide is missing from this installation.</source>
        <translation>Das Handbuch fehlt in dieser Installation.</translation>
    </message>
    <message>
        <source>The keys are in {0}.</source>
        <translation>Die Tasten sind in {0}.</translation>
    </message>
    <message>
        <source>The keys could not be written to {0}.</source>
        <translation>Die Tasten konnten nicht nach {0} geschrieben werden.</translation>
    </message>
    <message>
        <source>The layer holds no picture of this frame.</source>
        <translation>Die Ebene enthält kein Bild dieses Frames.</translation>
    </message>
    <message>
        <source>The limits stay where you drag them.</source>
        <translation>Die Grenzen bleiben, wohin sie gezogen werden.</translation>
    </message>
    <message>
        <source>The log says nothing of a picture made of this frame.</source>
        <translation>Das Protokoll sagt nichts über ein Bild dieses Frames.</translation>
    </message>
    <message>
        <source>The log says that no picture was made of this frame.</source>
        <translation>Das Protokoll sagt, dass von diesem Frame kein Bild gemacht wurde.</translation>
    </message>
    <message>
        <source>The mean is taken across this width.</source>
        <translation>Über diese Breite wird gemittelt.</translation>
    </message>
    <message>
        <source>The next pair …</source>
        <translation>Das nächste Paar …</translation>
    </message>
    <message>
        <source>The numbers shown are of an earlier frame; the data are not affected.</source>
        <translation>Die gezeigten Zahlen sind die eines früheren Frames; die Daten sind nicht betroffen.</translation>
    </message>
    <message>
        <source>The picture was not exported.</source>
        <translation>Das Bild wurde nicht exportiert.</translation>
    </message>
    <message>
        <source>The picture was not stored</source>
        <translation>Das Bild wurde nicht gespeichert</translation>
    </message>
    <message>
        <source>The pixel size is unknown.</source>
        <translation>Die Pixelgröße ist unbekannt.</translation>
    </message>
    <message>
        <source>The port of {0!r} is not a number from 1 to 65535. {1}</source>
        <translation>Der Port von {0!r} ist keine Zahl von 1 bis 65535. {1}</translation>
    </message>
    <message>
        <source>The probe covers a pixel: the pixel-limited dose holds.</source>
        <translation>Die Sonde bedeckt ein Pixel: die pixelbegrenzte Dosis gilt.</translation>
    </message>
    <message>
        <source>The profile was not saved.</source>
        <translation>Das Profil wurde nicht gesichert.</translation>
    </message>
    <message>
        <source>The region could not be tested.</source>
        <translation>Die Region konnte nicht getestet werden.</translation>
    </message>
    <message>
        <source>The review window did not start: {0}</source>
        <translation>Das Fenster der Durchsicht startete nicht: {0}</translation>
    </message>
    <message>
        <source>The scan stands still.</source>
        <translation>Der Scan steht still.</translation>
    </message>
    <message>
        <source>The screen {0} is not there: {1} is in a window here.</source>
        <translation>Der Bildschirm {0} ist nicht da: {1} steht in einem Fenster hier.</translation>
    </message>
    <message>
        <source>The session file is never changed: the result is a trial, shown here only.</source>
        <translation>Die Sitzungsdatei wird nie geändert: das Ergebnis ist ein Versuch, nur hier gezeigt.</translation>
    </message>
    <message>
        <source>The snapshot of frame {0} was cancelled; no file is left.</source>
        <translation>Die Momentaufnahme von Frame {0} wurde abgebrochen; keine Datei blieb zurück.</translation>
    </message>
    <message>
        <source>The source said that nothing more comes.</source>
        <translation>Die Quelle sagte, dass nichts mehr kommt.</translation>
    </message>
    <message>
        <source>The stream enabled in SIMPLON, version 1 or 2; the scan's shape is not on the wire.</source>
        <translation>Der Stream in SIMPLON eingeschaltet, Version 1 oder 2; die Form des Scans wird nicht übertragen.</translation>
    </message>
    <message>
        <source>The views show the past; what the microscope does goes on.</source>
        <translation>Die Ansichten zeigen die Vergangenheit; was das Mikroskop tut, geht weiter.</translation>
    </message>
    <message>
        <source>The {0} set-up asks for a {1} that this instrument does not allow.</source>
        <translation>Die Einstellung {0} verlangt {1}; das erlaubt dieses Gerät nicht.</translation>
    </message>
    <message>
        <source>There is no frame yet.</source>
        <translation>Es gibt noch keinen Frame.</translation>
    </message>
    <message>
        <source>There is nothing to compare.</source>
        <translation>Es gibt nichts zu vergleichen.</translation>
    </message>
    <message>
        <source>There is one screen: a window of its own opens on it</source>
        <translation>Es gibt einen Bildschirm: darauf öffnet sich ein eigenes Fenster</translation>
    </message>
    <message>
        <source>There is one screen: {0} is in a window on it.</source>
        <translation>Es gibt einen Bildschirm: {0} steht darauf in einem Fenster.</translation>
    </message>
    <message>
        <source>There is {0}, so no second plane can be written.</source>
        <translation>Es gibt {0}, darum lässt sich keine zweite Ebene schreiben.</translation>
    </message>
    <message>
        <source>These frames come from files, not from a beam.</source>
        <translation>Diese Frames kommen aus Dateien, nicht von einem Strahl.</translation>
    </message>
    <message>
        <source>They are set on the patterns of a 4D-STEM camera, such as Merlin or DECTRIS.</source>
        <translation>Sie werden auf den Beugungsbildern einer 4D-STEM-Kamera gesetzt, etwa Merlin oder DECTRIS.</translation>
    </message>
    <message>
        <source>This comes with the next start of the program.</source>
        <translation>Das kommt mit dem nächsten Start des Programms.</translation>
    </message>
    <message>
        <source>This dose can prove a column of {0}</source>
        <translation>Diese Dosis kann eine Säule von {0} nachweisen</translation>
    </message>
    <message>
        <source>This dose can prove a column of ≥ {0:.0%} of the brightest ({1})</source>
        <translation>Diese Dosis kann eine Säule von ≥ {0:.0%} der hellsten nachweisen ({1})</translation>
    </message>
    <message>
        <source>This dose cannot prove a single column: {0} would be needed, or {1}</source>
        <translation>Diese Dosis kann keine einzelne Säule nachweisen: {0} wären nötig, oder {1}</translation>
    </message>
    <message>
        <source>This feed cannot shift its scan.</source>
        <translation>Dieser Feed kann seinen Scan nicht verschieben.</translation>
    </message>
    <message>
        <source>This feed has no virtual detectors.</source>
        <translation>Dieser Feed hat keine virtuellen Detektoren.</translation>
    </message>
    <message>
        <source>This frame cannot be read</source>
        <translation>Dieser Frame ist nicht lesbar</translation>
    </message>
    <message>
        <source>This frame had to make room for newer ones.</source>
        <translation>Dieser Frame musste neueren Platz machen.</translation>
    </message>
    <message>
        <source>This installation cannot export pictures.</source>
        <translation>Diese Installation kann keine Bilder exportieren.</translation>
    </message>
    <message>
        <source>This one  →</source>
        <translation>Dieses  →</translation>
    </message>
    <message>
        <source>This one was not added.</source>
        <translation>Dieses wurde nicht hinzugefügt.</translation>
    </message>
    <message>
        <source>This picture has another size than those that are compared.</source>
        <translation>Dieses Bild hat eine andere Größe als die verglichenen.</translation>
    </message>
    <message>
        <source>This session holds no frame</source>
        <translation>Diese Sitzung enthält keinen Frame</translation>
    </message>
    <message>
        <source>This span holds no frame any more.</source>
        <translation>Diese Spanne enthält keinen Frame mehr.</translation>
    </message>
    <message>
        <source>Thumbnails</source>
        <translation>Kleine Bilder</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>Zeitleiste</translation>
    </message>
    <message>
        <source>Tint the pictures by the dose each place has had.</source>
        <translation>Die Bilder nach der Dosis jeder Stelle einfärben.</translation>
    </message>
    <message>
        <source>To here</source>
        <translation>Bis hier</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>Summe</translation>
    </message>
    <message>
        <source>Total variation</source>
        <translation>Totale Variation</translation>
    </message>
    <message>
        <source>Trial</source>
        <translation>Versuch</translation>
    </message>
    <message>
        <source>Try again.</source>
        <translation>Noch einmal versuchen.</translation>
    </message>
    <message>
        <source>Try another folder.</source>
        <translation>Einen anderen Ordner versuchen.</translation>
    </message>
    <message>
        <source>Two pictures of the same frame are shown without labels, left and right at random. You say which you prefer; what they are is told at the end.</source>
        <translation>Zwei Bilder derselben Aufnahme werden ohne Bezeichnung gezeigt, links und rechts ausgelost. Man sagt, welches man vorzieht; was sie sind, steht am Ende.</translation>
    </message>
    <message>
        <source>Two screen pixels per image pixel.</source>
        <translation>Zwei Schirmpixel je Bildpixel.</translation>
    </message>
    <message>
        <source>Type what you want to do.</source>
        <translation>Eintippen, was getan werden soll.</translation>
    </message>
    <message>
        <source>Type {0} to use this network</source>
        <translation>{0} eintippen, um dieses Netzwerk zu verwenden</translation>
    </message>
    <message>
        <source>UNKNOWN ORIGIN</source>
        <translation>HERKUNFT UNBEKANNT</translation>
    </message>
    <message>
        <source>Unexpected {0}: {1}</source>
        <translation>Unerwartet, {0}: {1}</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>Einheit</translation>
    </message>
    <message>
        <source>Update or remove the package {0}.</source>
        <translation>Das Paket {0} aktualisieren oder entfernen.</translation>
    </message>
    <message>
        <source>Use it</source>
        <translation>Verwenden</translation>
    </message>
    <message>
        <source>Use it here instead</source>
        <translation>Stattdessen hier verwenden</translation>
    </message>
    <message>
        <source>Use typed values</source>
        <translation>Eingetippte Werte verwenden</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Value of the criterion</source>
        <translation>Wert des Kriteriums</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>Werte</translation>
    </message>
    <message>
        <source>Variance against mean is being fitted.</source>
        <translation>Varianz gegen Mittel wird angepasst.</translation>
    </message>
    <message>
        <source>Verification and events</source>
        <translation>Prüfung und Ereignisse</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>Verify again</source>
        <translation>Noch einmal prüfen</translation>
    </message>
    <message>
        <source>Verify these links</source>
        <translation>Diese Glieder prüfen</translation>
    </message>
    <message>
        <source>Verifying …</source>
        <translation>Wird geprüft …</translation>
    </message>
    <message>
        <source>Versions and licence.</source>
        <translation>Versionen und Lizenz.</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Ansicht</translation>
    </message>
    <message>
        <source>Virtual detectors</source>
        <translation>Virtuelle Detektoren</translation>
    </message>
    <message>
        <source>Voltage</source>
        <translation>Spannung</translation>
    </message>
    <message>
        <source>Waiting for the first frame</source>
        <translation>Warten auf den ersten Frame</translation>
    </message>
    <message>
        <source>Waiting for {0}.</source>
        <translation>Warten auf {0}.</translation>
    </message>
    <message>
        <source>Warn</source>
        <translation>Warnen</translation>
    </message>
    <message>
        <source>Watched folder</source>
        <translation>Überwachter Ordner</translation>
    </message>
    <message>
        <source>Weight (0: automatic)</source>
        <translation>Gewicht (0: automatisch)</translation>
    </message>
    <message>
        <source>What do you want to do?</source>
        <translation>Was soll getan werden?</translation>
    </message>
    <message>
        <source>What is spent of this area's budget, and whole frames that fit at these settings.</source>
        <translation>Was vom Budget dieses Bereichs verbraucht ist, und ganze Frames, die mit diesen Einstellungen hineinpassen.</translation>
    </message>
    <message>
        <source>What the chosen network is good for.</source>
        <translation>Wozu das gewählte Netzwerk gut ist.</translation>
    </message>
    <message>
        <source>What was answered is kept (Esc)</source>
        <translation>Was beantwortet ist, bleibt (Esc)</translation>
    </message>
    <message>
        <source>What you just did may not have happened; a recording goes on.</source>
        <translation>Was eben getan wurde, ist vielleicht nicht geschehen; eine Aufzeichnung läuft weiter.</translation>
    </message>
    <message>
        <source>What, meaning, what to do</source>
        <translation>Was, Bedeutung, was zu tun ist</translation>
    </message>
    <message>
        <source>When the network does not predict unseen electrons better than a Gaussian in two tests running, show that Gaussian instead.</source>
        <translation>Wenn das Netzwerk ungesehene Elektronen in zwei Tests hintereinander nicht besser vorhersagt als ein Gauß-Filter, diesen zeigen.</translation>
    </message>
    <message>
        <source>Which picture shows the specimen better?</source>
        <translation>Welches Bild zeigt die Probe besser?</translation>
    </message>
    <message>
        <source>While the key is held, show raw on both sides.</source>
        <translation>Solange die Taste gehalten wird, beiderseits roh zeigen.</translation>
    </message>
    <message>
        <source>Width of the profile</source>
        <translation>Breite des Profils</translation>
    </message>
    <message>
        <source>Wiener</source>
        <translation>Wiener</translation>
    </message>
    <message>
        <source>With the levels in view and a scale bar.</source>
        <translation>Mit den gezeigten Grenzen und einem Maßstab.</translation>
    </message>
    <message>
        <source>Write every key on one page, as PDF.</source>
        <translation>Alle Tasten auf eine Seite schreiben, als PDF.</translation>
    </message>
    <message>
        <source>Write it like ws://127.0.0.1:8700.</source>
        <translation>Schreibweise: ws://127.0.0.1:8700.</translation>
    </message>
    <message>
        <source>Write the chosen span into a session of its own, after the fact.</source>
        <translation>Die gewählte Spanne im Nachhinein in eine eigene Sitzung schreiben.</translation>
    </message>
    <message>
        <source>Write the profile, with errors, as a table.</source>
        <translation>Das Profil mit Fehlern als Tabelle schreiben.</translation>
    </message>
    <message>
        <source>Write what is under way and close the session [R]</source>
        <translation>Laufendes schreiben und die Sitzung schließen [R]</translation>
    </message>
    <message>
        <source>Write what was seen in the last ten seconds into a session of its own.</source>
        <translation>Das in den letzten zehn Sekunden Gesehene in eine eigene Sitzung schreiben.</translation>
    </message>
    <message>
        <source>Written</source>
        <translation>Geschrieben</translation>
    </message>
    <message>
        <source>Written: {0}</source>
        <translation>Geschrieben: {0}</translation>
    </message>
    <message>
        <source>Your own entry.</source>
        <translation>Eigener Eintrag.</translation>
    </message>
    <message>
        <source>Zoom &amp;in</source>
        <translation>Ver&amp;größern</translation>
    </message>
    <message>
        <source>Zoom &amp;out</source>
        <translation>Ver&amp;kleinern</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>Vergrößern</translation>
    </message>
    <message>
        <source>Zoom in about the centre.</source>
        <translation>Um die Mitte vergrößern.</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>Verkleinern</translation>
    </message>
    <message>
        <source>Zoom out about the centre.</source>
        <translation>Um die Mitte verkleinern.</translation>
    </message>
    <message>
        <source>a file by others, of unknown origin: nothing of it can be verified</source>
        <translation>eine fremde Datei unbekannter Herkunft: nichts davon lässt sich prüfen</translation>
    </message>
    <message>
        <source>a quarter</source>
        <translation>ein Viertel</translation>
    </message>
    <message>
        <source>age {0}</source>
        <translation>Alter {0}</translation>
    </message>
    <message>
        <source>all areas</source>
        <translation>alle Bereiche</translation>
    </message>
    <message>
        <source>angle</source>
        <translation>Winkel</translation>
    </message>
    <message>
        <source>anywhere in the window</source>
        <translation>überall im Fenster</translation>
    </message>
    <message>
        <source>as now</source>
        <translation>wie jetzt</translation>
    </message>
    <message>
        <source>as set now</source>
        <translation>wie jetzt eingestellt</translation>
    </message>
    <message>
        <source>assumed</source>
        <translation>angenommen</translation>
    </message>
    <message>
        <source>auto: {0}</source>
        <translation>auto: {0}</translation>
    </message>
    <message>
        <source>average</source>
        <translation>Mittel</translation>
    </message>
    <message>
        <source>average, not one frame</source>
        <translation>Mittel, nicht ein Frame</translation>
    </message>
    <message>
        <source>averaged</source>
        <translation>gemittelt</translation>
    </message>
    <message>
        <source>beam current</source>
        <translation>Strahlstrom</translation>
    </message>
    <message>
        <source>beam current {0}</source>
        <translation>Strahlstrom {0}</translation>
    </message>
    <message>
        <source>before now [s]</source>
        <translation>vor jetzt [s]</translation>
    </message>
    <message>
        <source>better than raw</source>
        <translation>besser als roh</translation>
    </message>
    <message>
        <source>calibration {0}</source>
        <translation>Kalibrierung {0}</translation>
    </message>
    <message>
        <source>cannot be opened</source>
        <translation>nicht zu öffnen</translation>
    </message>
    <message>
        <source>cannot blank its beam</source>
        <translation>kann seinen Strahl nicht austasten</translation>
    </message>
    <message>
        <source>cannot start or stop its scan</source>
        <translation>kann seinen Scan nicht starten oder anhalten</translation>
    </message>
    <message>
        <source>cannot stop its scan</source>
        <translation>kann seinen Scan nicht anhalten</translation>
    </message>
    <message>
        <source>choose one</source>
        <translation>eines wählen</translation>
    </message>
    <message>
        <source>circle: {0} Å/s</source>
        <translation>Kreis: {0} Å/s</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>geschlossen</translation>
    </message>
    <message>
        <source>closed in good order</source>
        <translation>ordentlich geschlossen</translation>
    </message>
    <message>
        <source>computed here</source>
        <translation>hier berechnet</translation>
    </message>
    <message>
        <source>connected</source>
        <translation>verbunden</translation>
    </message>
    <message>
        <source>connecting</source>
        <translation>verbindet</translation>
    </message>
    <message>
        <source>contradicted: {0} place</source>
        <translation>widersprochen: {0} Stelle</translation>
    </message>
    <message>
        <source>contradicted: {0} places</source>
        <translation>widersprochen: {0} Stellen</translation>
    </message>
    <message>
        <source>could not be recorded</source>
        <translation>konnte nicht aufgezeichnet werden</translation>
    </message>
    <message>
        <source>counting detector</source>
        <translation>zählender Detektor</translation>
    </message>
    <message>
        <source>counting detector, one unit per electron</source>
        <translation>zählender Detektor, eine Einheit je Elektron</translation>
    </message>
    <message>
        <source>counting detector, one unit per electron (recognised)</source>
        <translation>zählender Detektor, eine Einheit je Elektron (erkannt)</translation>
    </message>
    <message>
        <source>cumulative</source>
        <translation>kumulativ</translation>
    </message>
    <message>
        <source>denoised</source>
        <translation>entrauscht</translation>
    </message>
    <message>
        <source>disc radii</source>
        <translation>Scheibenradien</translation>
    </message>
    <message>
        <source>disk {0}</source>
        <translation>Platte {0}</translation>
    </message>
    <message>
        <source>disk {0} GB</source>
        <translation>Platte {0} GB</translation>
    </message>
    <message>
        <source>distance</source>
        <translation>Abstand</translation>
    </message>
    <message>
        <source>dose here [{0}]</source>
        <translation>Dosis hier [{0}]</translation>
    </message>
    <message>
        <source>dose in this recording [{0}]</source>
        <translation>Dosis dieser Aufzeichnung [{0}]</translation>
    </message>
    <message>
        <source>dose over the present one</source>
        <translation>Dosis im Verhältnis zur jetzigen</translation>
    </message>
    <message>
        <source>dose {0} unknown</source>
        <translation>Dosis {0} unbekannt</translation>
    </message>
    <message>
        <source>double</source>
        <translation>das Doppelte</translation>
    </message>
    <message>
        <source>drift [Å]: down, and right in amber</source>
        <translation>Drift [Å]: nach unten, und rechts in Gelb</translation>
    </message>
    <message>
        <source>dwell</source>
        <translation>Verweilzeit</translation>
    </message>
    <message>
        <source>dwell {0}</source>
        <translation>Verweilzeit {0}</translation>
    </message>
    <message>
        <source>earlier frame</source>
        <translation>früherer Frame</translation>
    </message>
    <message>
        <source>edge of range</source>
        <translation>Rand des Bereichs</translation>
    </message>
    <message>
        <source>electrons estimated</source>
        <translation>Elektronen geschätzt</translation>
    </message>
    <message>
        <source>ellipse</source>
        <translation>Ellipse</translation>
    </message>
    <message>
        <source>ended</source>
        <translation>beendet</translation>
    </message>
    <message>
        <source>estimated</source>
        <translation>geschätzt</translation>
    </message>
    <message>
        <source>evidence</source>
        <translation>Evidenz</translation>
    </message>
    <message>
        <source>evidence is drawn over the processed picture</source>
        <translation>die Evidenz liegt über dem verarbeiteten Bild</translation>
    </message>
    <message>
        <source>evidence not available</source>
        <translation>Evidenz nicht verfügbar</translation>
    </message>
    <message>
        <source>evidence not available: {0}</source>
        <translation>Evidenz nicht verfügbar: {0}</translation>
    </message>
    <message>
        <source>evidence of frame {0}{1}</source>
        <translation>Evidenz von Frame {0}{1}</translation>
    </message>
    <message>
        <source>evidence overlay  T</source>
        <translation>Evidenz einblenden  T</translation>
    </message>
    <message>
        <source>extrapolated</source>
        <translation>extrapoliert</translation>
    </message>
    <message>
        <source>e⁻ estimated</source>
        <translation>e⁻ geschätzt</translation>
    </message>
    <message>
        <source>field of view</source>
        <translation>Bildfeld</translation>
    </message>
    <message>
        <source>field of view {0}</source>
        <translation>Bildfeld {0}</translation>
    </message>
    <message>
        <source>filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>filter, not raw</source>
        <translation>Filter, nicht roh</translation>
    </message>
    <message>
        <source>filtered</source>
        <translation>gefiltert</translation>
    </message>
    <message>
        <source>first frame</source>
        <translation>erster Frame</translation>
    </message>
    <message>
        <source>frame time</source>
        <translation>Frame-Dauer</translation>
    </message>
    <message>
        <source>frame {0}</source>
        <translation>Frame {0}</translation>
    </message>
    <message>
        <source>frame {0} of {1}</source>
        <translation>Frame {0} von {1}</translation>
    </message>
    <message>
        <source>from frame {0}</source>
        <translation>aus Frame {0}</translation>
    </message>
    <message>
        <source>from frames {0} to {1}</source>
        <translation>aus Frames {0} bis {1}</translation>
    </message>
    <message>
        <source>gain {0}{1} units/e⁻, black level {2}{3} units ({4})</source>
        <translation>Verstärkung {0}{1} Einheiten/e⁻, Dunkelwert {2}{3} Einheiten ({4})</translation>
    </message>
    <message>
        <source>half</source>
        <translation>die Hälfte</translation>
    </message>
    <message>
        <source>has denoised</source>
        <translation>mit entrauschten</translation>
    </message>
    <message>
        <source>head {0}</source>
        <translation>Kopf {0}</translation>
    </message>
    <message>
        <source>here</source>
        <translation>hier</translation>
    </message>
    <message>
        <source>in range</source>
        <translation>im Bereich</translation>
    </message>
    <message>
        <source>in the layer {0}</source>
        <translation>in der Ebene {0}</translation>
    </message>
    <message>
        <source>in the whole frame</source>
        <translation>im ganzen Frame</translation>
    </message>
    <message>
        <source>in {0}</source>
        <translation>in {0}</translation>
    </message>
    <message>
        <source>judged by the neighbouring frame</source>
        <translation>beurteilt vom Nachbar-Frame</translation>
    </message>
    <message>
        <source>judged by the sum of frames</source>
        <translation>beurteilt von der Summe der Frames</translation>
    </message>
    <message>
        <source>last frame</source>
        <translation>letzter Frame</translation>
    </message>
    <message>
        <source>last minus first</source>
        <translation>letztes minus erstes</translation>
    </message>
    <message>
        <source>latency {0}</source>
        <translation>Latenz {0}</translation>
    </message>
    <message>
        <source>lattice contrast</source>
        <translation>Gitterkontrast</translation>
    </message>
    <message>
        <source>lattice: {0} of {1} peaks supported, none contradicted</source>
        <translation>Gitter: {0} von {1} Maxima gestützt, keines bestritten</translation>
    </message>
    <message>
        <source>leave this source</source>
        <translation>diese Quelle verlassen</translation>
    </message>
    <message>
        <source>lets nothing be set</source>
        <translation>lässt nichts einstellen</translation>
    </message>
    <message>
        <source>lost</source>
        <translation>verloren</translation>
    </message>
    <message>
        <source>lost {0}</source>
        <translation>verloren {0}</translation>
    </message>
    <message>
        <source>made here, in review</source>
        <translation>hier gemacht, in der Durchsicht</translation>
    </message>
    <message>
        <source>made of this frame</source>
        <translation>aus diesem Frame gemacht</translation>
    </message>
    <message>
        <source>mark a part of the picture</source>
        <translation>einen Teil des Bildes markieren</translation>
    </message>
    <message>
        <source>mean ± counting</source>
        <translation>Mittel ± Zählfehler</translation>
    </message>
    <message>
        <source>measured</source>
        <translation>gemessen</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>fehlt</translation>
    </message>
    <message>
        <source>model not verified</source>
        <translation>Modell nicht geprüft</translation>
    </message>
    <message>
        <source>mrad</source>
        <translation>mrad</translation>
    </message>
    <message>
        <source>network</source>
        <translation>Netzwerk</translation>
    </message>
    <message>
        <source>network, not raw</source>
        <translation>Netzwerk, nicht roh</translation>
    </message>
    <message>
        <source>no better than raw</source>
        <translation>nicht besser als roh</translation>
    </message>
    <message>
        <source>no error: electrons unknown</source>
        <translation>kein Fehler: Elektronen unbekannt</translation>
    </message>
    <message>
        <source>no frame tested yet</source>
        <translation>noch kein Frame getestet</translation>
    </message>
    <message>
        <source>no frame yet</source>
        <translation>noch kein Frame</translation>
    </message>
    <message>
        <source>no hash was recorded: unknown origin</source>
        <translation>keine Prüfsumme aufgezeichnet: Herkunft unbekannt</translation>
    </message>
    <message>
        <source>no key</source>
        <translation>keine Taste</translation>
    </message>
    <message>
        <source>no source</source>
        <translation>keine Quelle</translation>
    </message>
    <message>
        <source>no {0} yet</source>
        <translation>noch nichts: {0}</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>none yet: look around, or write an address</source>
        <translation>noch keine: umsehen oder eine Adresse eintippen</translation>
    </message>
    <message>
        <source>not calibrated</source>
        <translation>nicht kalibriert</translation>
    </message>
    <message>
        <source>not closed</source>
        <translation>nicht geschlossen</translation>
    </message>
    <message>
        <source>not decidable</source>
        <translation>nicht entscheidbar</translation>
    </message>
    <message>
        <source>not decidable {0:.0%}</source>
        <translation>nicht entscheidbar {0:.0%}</translation>
    </message>
    <message>
        <source>not given</source>
        <translation>nicht angegeben</translation>
    </message>
    <message>
        <source>not in the session</source>
        <translation>nicht in der Sitzung</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>nicht bekannt</translation>
    </message>
    <message>
        <source>not labelled; perhaps processed</source>
        <translation>ohne Bezeichnung; vielleicht bearbeitet</translation>
    </message>
    <message>
        <source>not processed</source>
        <translation>nicht verarbeitet</translation>
    </message>
    <message>
        <source>not raw</source>
        <translation>nicht roh</translation>
    </message>
    <message>
        <source>not scanned</source>
        <translation>nicht gescannt</translation>
    </message>
    <message>
        <source>not stated</source>
        <translation>nicht angegeben</translation>
    </message>
    <message>
        <source>not tested: see the tab Evidence</source>
        <translation>nicht getestet: siehe Reiter Evidenz</translation>
    </message>
    <message>
        <source>not verified</source>
        <translation>nicht geprüft</translation>
    </message>
    <message>
        <source>note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>nichts</translation>
    </message>
    <message>
        <source>nothing yet</source>
        <translation>noch nichts</translation>
    </message>
    <message>
        <source>now</source>
        <translation>jetzt</translation>
    </message>
    <message>
        <source>of it flyback</source>
        <translation>davon Rücklauf</translation>
    </message>
    <message>
        <source>of it imaging</source>
        <translation>davon Abbildung</translation>
    </message>
    <message>
        <source>off</source>
        <translation>aus</translation>
    </message>
    <message>
        <source>on images</source>
        <translation>auf Bildern</translation>
    </message>
    <message>
        <source>operator</source>
        <translation>Operator</translation>
    </message>
    <message>
        <source>out of range</source>
        <translation>außerhalb des Bereichs</translation>
    </message>
    <message>
        <source>overridden</source>
        <translation>übergangen</translation>
    </message>
    <message>
        <source>own · </source>
        <translation>eigen · </translation>
    </message>
    <message>
        <source>pair {0} of {1}</source>
        <translation>Paar {0} von {1}</translation>
    </message>
    <message>
        <source>picture</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>pixels not stored</source>
        <translation>Pixel nicht gespeichert</translation>
    </message>
    <message>
        <source>pixels not stored, hash only</source>
        <translation>Pixel nicht gespeichert, nur Prüfsumme</translation>
    </message>
    <message>
        <source>plain if no better</source>
        <translation>einfach, wenn nicht besser</translation>
    </message>
    <message>
        <source>polygon</source>
        <translation>Polygon</translation>
    </message>
    <message>
        <source>processed too</source>
        <translation>auch verarbeitet</translation>
    </message>
    <message>
        <source>processed {0}</source>
        <translation>verarbeitet {0}</translation>
    </message>
    <message>
        <source>profile</source>
        <translation>Profil</translation>
    </message>
    <message>
        <source>provenance</source>
        <translation>Herkunft</translation>
    </message>
    <message>
        <source>provenance {0}</source>
        <translation>Herkunft {0}</translation>
    </message>
    <message>
        <source>px</source>
        <translation>px</translation>
    </message>
    <message>
        <source>raw</source>
        <translation>roh</translation>
    </message>
    <message>
        <source>raw again</source>
        <translation>wieder roh</translation>
    </message>
    <message>
        <source>raw pixels</source>
        <translation>Rohpixel</translation>
    </message>
    <message>
        <source>raw sd is {0} × that of counting</source>
        <translation>rohe Streuung ist {0} × die des Zählens</translation>
    </message>
    <message>
        <source>raw ± counting error</source>
        <translation>roh ± Zählfehler</translation>
    </message>
    <message>
        <source>raw: electrons unknown</source>
        <translation>roh: Elektronen unbekannt</translation>
    </message>
    <message>
        <source>reaches {0} back</source>
        <translation>reicht {0} zurück</translation>
    </message>
    <message>
        <source>received {0}</source>
        <translation>empfangen {0}</translation>
    </message>
    <message>
        <source>recording goes on, {0} frames</source>
        <translation>Aufzeichnung läuft weiter, {0} Frames</translation>
    </message>
    <message>
        <source>rectangle</source>
        <translation>Rechteck</translation>
    </message>
    <message>
        <source>region: it cannot be tested</source>
        <translation>Region: nicht testbar</translation>
    </message>
    <message>
        <source>region: it cannot be tested: {0}</source>
        <translation>Region: nicht testbar: {0}</translation>
    </message>
    <message>
        <source>region: waiting for a test</source>
        <translation>Region: wartet auf einen Test</translation>
    </message>
    <message>
        <source>region: {0}</source>
        <translation>Region: {0}</translation>
    </message>
    <message>
        <source>replaced {0}</source>
        <translation>ersetzt {0}</translation>
    </message>
    <message>
        <source>retrying</source>
        <translation>versucht es wieder</translation>
    </message>
    <message>
        <source>sample</source>
        <translation>Probe</translation>
    </message>
    <message>
        <source>set</source>
        <translation>gesetzt</translation>
    </message>
    <message>
        <source>shown {0}</source>
        <translation>gezeigt {0}</translation>
    </message>
    <message>
        <source>signal to error [dB]</source>
        <translation>Signal zu Fehler [dB]</translation>
    </message>
    <message>
        <source>size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>size {0} × {1}</source>
        <translation>Größe {0} × {1}</translation>
    </message>
    <message>
        <source>start and stop</source>
        <translation>Start und Stopp</translation>
    </message>
    <message>
        <source>start, stop and shutter time</source>
        <translation>Start, Stopp und Öffnungszeit</translation>
    </message>
    <message>
        <source>start, stop and time per pixel</source>
        <translation>Start, Stopp und Zeit je Pixel</translation>
    </message>
    <message>
        <source>stemviewer: keys</source>
        <translation>stemviewer: Tasten</translation>
    </message>
    <message>
        <source>still recording, or cut off</source>
        <translation>noch in Aufzeichnung, oder abgerissen</translation>
    </message>
    <message>
        <source>stored float32</source>
        <translation>als float32 gespeichert</translation>
    </message>
    <message>
        <source>supported {0:.0%}</source>
        <translation>gestützt {0:.0%}</translation>
    </message>
    <message>
        <source>supported {0:.0%} · not decidable {1:.0%} · contradicted {2}</source>
        <translation>gestützt {0:.0%} · nicht entscheidbar {1:.0%} · widersprochen {2}</translation>
    </message>
    <message>
        <source>the average</source>
        <translation>das Mittel</translation>
    </message>
    <message>
        <source>the beam is taken off at once</source>
        <translation>der Strahl wird sofort weggenommen</translation>
    </message>
    <message>
        <source>the marked</source>
        <translation>die markierten</translation>
    </message>
    <message>
        <source>the picture</source>
        <translation>das Bild</translation>
    </message>
    <message>
        <source>the scan goes on</source>
        <translation>der Scan läuft weiter</translation>
    </message>
    <message>
        <source>the scan stands still</source>
        <translation>der Scan steht still</translation>
    </message>
    <message>
        <source>the scan stops with the running frame</source>
        <translation>der Scan hält mit dem laufenden Frame an</translation>
    </message>
    <message>
        <source>the simulator</source>
        <translation>der Simulator</translation>
    </message>
    <message>
        <source>the test is of the stored picture, not of the trial</source>
        <translation>getestet wird das gespeicherte Bild, nicht der Versuch</translation>
    </message>
    <message>
        <source>thinned, q = {0:.2f}{1}</source>
        <translation>ausgedünnt, q = {0:.2f}{1}</translation>
    </message>
    <message>
        <source>to</source>
        <translation>bis</translation>
    </message>
    <message>
        <source>too few pixels: at least 16 × 16</source>
        <translation>zu wenige Pixel: mindestens 16 × 16</translation>
    </message>
    <message>
        <source>took {0}</source>
        <translation>dauerte {0}</translation>
    </message>
    <message>
        <source>type {0} to use it</source>
        <translation>zum Verwenden {0} eintippen</translation>
    </message>
    <message>
        <source>unchanged</source>
        <translation>unverändert</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>unknown of {0}</source>
        <translation>unbekannt von {0}</translation>
    </message>
    <message>
        <source>verifying …</source>
        <translation>wird geprüft …</translation>
    </message>
    <message>
        <source>version {0}</source>
        <translation>Version {0}</translation>
    </message>
    <message>
        <source>waiting for a frame</source>
        <translation>wartet auf einen Frame</translation>
    </message>
    <message>
        <source>weights {0}</source>
        <translation>Gewichte {0}</translation>
    </message>
    <message>
        <source>what the site file maps</source>
        <translation>was die Standortdatei zuordnet</translation>
    </message>
    <message>
        <source>whatever its instrument offers</source>
        <translation>was sein Gerät anbietet</translation>
    </message>
    <message>
        <source>while an image has the focus</source>
        <translation>solange ein Bild den Fokus hat</translation>
    </message>
    <message>
        <source>white: {0} {1}</source>
        <translation>weiß: {0} {1}</translation>
    </message>
    <message>
        <source>white: {0} {1} scanned</source>
        <translation>weiß: {0} {1} gescannt</translation>
    </message>
    <message>
        <source>worse than raw</source>
        <translation>schlechter als roh</translation>
    </message>
    <message>
        <source>written {0}</source>
        <translation>geschrieben {0}</translation>
    </message>
    <message>
        <source>you are warned at once</source>
        <translation>es wird sofort gewarnt</translation>
    </message>
    <message>
        <source>{0:.0%} of the way to an alarm.</source>
        <translation>{0:.0%} des Wegs zu einem Alarm.</translation>
    </message>
    <message>
        <source>{0:.0%} of {1}</source>
        <translation>{0:.0%} von {1}</translation>
    </message>
    <message>
        <source>{0:.0f} % of their power</source>
        <translation>{0:.0f} % ihrer Leistung</translation>
    </message>
    <message>
        <source>{0:g} times</source>
        <translation>{0:g}-fach</translation>
    </message>
    <message>
        <source>{0}	{1} (hold)</source>
        <translation>{0}	{1} (halten)</translation>
    </message>
    <message>
        <source>{0}
Right click to save the present settings.</source>
        <translation>{0}
Rechtsklick, um die jetzigen Werte zu speichern.</translation>
    </message>
    <message>
        <source>{0} (hold)</source>
        <translation>{0} (halten)</translation>
    </message>
    <message>
        <source>{0} From here: {1}.</source>
        <translation>{0} Von hier aus: {1}.</translation>
    </message>
    <message>
        <source>{0} Make it again under Reprocess.</source>
        <translation>{0} Unter Neu verarbeiten noch einmal machen.</translation>
    </message>
    <message>
        <source>{0} Overridden: {1}.</source>
        <translation>{0} Übergangen: {1}.</translation>
    </message>
    <message>
        <source>{0} The sum of {1} is stored{2}.</source>
        <translation>{0} Die Summe von {1} ist gespeichert{2}.</translation>
    </message>
    <message>
        <source>{0} acts while its key is held: choose a key without Ctrl or Alt.</source>
        <translation>{0} wirkt, solange seine Taste gehalten wird: eine Taste ohne Strg oder Alt wählen.</translation>
    </message>
    <message>
        <source>{0} against {1}: {2}</source>
        <translation>{0} gegen {1}: {2}</translation>
    </message>
    <message>
        <source>{0} alone would act while text is typed; {1} acts anywhere. Choose a key with Ctrl or Alt, or a function key.</source>
        <translation>{0} allein würde beim Tippen wirken; {1} wirkt überall. Eine Taste mit Strg oder Alt wählen, oder eine Funktionstaste.</translation>
    </message>
    <message>
        <source>{0} at {1:.1f}°</source>
        <translation>{0} bei {1:.1f}°</translation>
    </message>
    <message>
        <source>{0} back</source>
        <translation>{0} zurück</translation>
    </message>
    <message>
        <source>{0} cannot be read: {1}</source>
        <translation>{0} ist nicht lesbar: {1}</translation>
    </message>
    <message>
        <source>{0} cannot be written: {1}.</source>
        <translation>{0} kann nicht geschrieben werden: {1}.</translation>
    </message>
    <message>
        <source>{0} counted</source>
        <translation>{0} gezählt</translation>
    </message>
    <message>
        <source>{0} dock</source>
        <translation>Leiste {0}</translation>
    </message>
    <message>
        <source>{0} dock: bring back</source>
        <translation>Leiste {0}: zurückholen</translation>
    </message>
    <message>
        <source>{0} does not let its {1} be set from here.</source>
        <translation>{0} lässt von hier aus nicht einstellen: {1}.</translation>
    </message>
    <message>
        <source>{0} found; test it, or connect.</source>
        <translation>{0} gefunden; testen oder verbinden.</translation>
    </message>
    <message>
        <source>{0} frame</source>
        <translation>{0} Frame</translation>
    </message>
    <message>
        <source>{0} frame {1}</source>
        <translation>{0}: Frame {1}</translation>
    </message>
    <message>
        <source>{0} frame, lossless</source>
        <translation>{0} Frame, verlustfrei</translation>
    </message>
    <message>
        <source>{0} frames</source>
        <translation>{0} Frames</translation>
    </message>
    <message>
        <source>{0} frames are on disk, in {1}.</source>
        <translation>{0} Frames sind auf der Platte, in {1}.</translation>
    </message>
    <message>
        <source>{0} frames in the layer {1}.</source>
        <translation>{0} Frames in der Ebene {1}.</translation>
    </message>
    <message>
        <source>{0} frames never arrived and are booked as estimated.</source>
        <translation>{0} Frames kamen nie an und sind geschätzt verbucht.</translation>
    </message>
    <message>
        <source>{0} frames of {1} dwell: {2} {3} in all, as one frame of {4} ({5} {6}).</source>
        <translation>{0} Frames mit {1} Verweilzeit: {2} {3} insgesamt, wie ein Frame mit {4} ({5} {6}).</translation>
    </message>
    <message>
        <source>{0} frames, lossless</source>
        <translation>{0} Frames, verlustfrei</translation>
    </message>
    <message>
        <source>{0} frames/s</source>
        <translation>{0} Frames/s</translation>
    </message>
    <message>
        <source>{0} here</source>
        <translation>{0} hier</translation>
    </message>
    <message>
        <source>{0} image</source>
        <translation>Bild: {0}</translation>
    </message>
    <message>
        <source>{0} image, empty</source>
        <translation>Bild: {0}, leer</translation>
    </message>
    <message>
        <source>{0} image, frame {1}</source>
        <translation>Bild: {0}, Frame {1}</translation>
    </message>
    <message>
        <source>{0} inner</source>
        <translation>{0} innen</translation>
    </message>
    <message>
        <source>{0} left</source>
        <translation>{0} übrig</translation>
    </message>
    <message>
        <source>{0} look so far. </source>
        <translation>bisher {0} Blick. </translation>
    </message>
    <message>
        <source>{0} looks so far. </source>
        <translation>bisher {0} Blicke. </translation>
    </message>
    <message>
        <source>{0} minus {1}</source>
        <translation>{0} minus {1}</translation>
    </message>
    <message>
        <source>{0} more</source>
        <translation>{0} weitere</translation>
    </message>
    <message>
        <source>{0} more frame</source>
        <translation>{0} weiterer Frame</translation>
    </message>
    <message>
        <source>{0} more frames</source>
        <translation>{0} weitere Frames</translation>
    </message>
    <message>
        <source>{0} moves between controls.</source>
        <translation>{0} wechselt zwischen Bedienelementen.</translation>
    </message>
    <message>
        <source>{0} must be {1}.</source>
        <translation>{0} muss {1} sein.</translation>
    </message>
    <message>
        <source>{0} must be {1}: {2}.</source>
        <translation>{0} muss {1} sein: {2}.</translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <translation>{0} von {1}</translation>
    </message>
    <message>
        <source>{0} of {1} MiB</source>
        <translation>{0} von {1} MiB</translation>
    </message>
    <message>
        <source>{0} of {1} frames</source>
        <translation>{0} von {1} Frames</translation>
    </message>
    <message>
        <source>{0} on</source>
        <translation>{0} weiter</translation>
    </message>
    <message>
        <source>{0} on frame {1}, {2} s. Not in the session.</source>
        <translation>{0} auf Frame {1}, {2} s. Nicht in der Sitzung.</translation>
    </message>
    <message>
        <source>{0} outer</source>
        <translation>{0} außen</translation>
    </message>
    <message>
        <source>{0} per frame</source>
        <translation>{0} je Frame</translation>
    </message>
    <message>
        <source>{0} predicts unseen electrons better than a Gaussian</source>
        <translation>{0} sagt ungesehene Elektronen besser vorher als ein Gauß-Filter</translation>
    </message>
    <message>
        <source>{0} predicts unseen electrons no better than a Gaussian</source>
        <translation>{0} sagt ungesehene Elektronen nicht besser vorher als ein Gauß-Filter</translation>
    </message>
    <message>
        <source>{0} predicts unseen electrons worse than a Gaussian</source>
        <translation>{0} sagt ungesehene Elektronen schlechter vorher als ein Gauß-Filter</translation>
    </message>
    <message>
        <source>{0} raw</source>
        <translation>{0} roh</translation>
    </message>
    <message>
        <source>{0} raw mean [{1}]{2}</source>
        <translation>{0} rohes Mittel [{1}]{2}</translation>
    </message>
    <message>
        <source>{0} rows</source>
        <translation>{0} Zeilen</translation>
    </message>
    <message>
        <source>{0} session</source>
        <translation>{0} Sitzung</translation>
    </message>
    <message>
        <source>{0} sessions</source>
        <translation>{0} Sitzungen</translation>
    </message>
    <message>
        <source>{0} set-up</source>
        <translation>Einstellung {0}</translation>
    </message>
    <message>
        <source>{0} since this area was reached</source>
        <translation>{0}, seit dieser Bereich erreicht wurde</translation>
    </message>
    <message>
        <source>{0} to {1} {2}</source>
        <translation>{0} bis {1} {2}</translation>
    </message>
    <message>
        <source>{0} to {1}: {2} frames</source>
        <translation>{0} bis {1}: {2} Frames</translation>
    </message>
    <message>
        <source>{0} unit</source>
        <translation>{0} Einheit</translation>
    </message>
    <message>
        <source>{0} unknown</source>
        <translation>{0} unbekannt</translation>
    </message>
    <message>
        <source>{0} was made of this frame, but its pixels were not recorded.</source>
        <translation>{0} wurde aus diesem Frame gemacht, aber seine Pixel wurden nicht aufgezeichnet.</translation>
    </message>
    <message>
        <source>{0} wide</source>
        <translation>{0} breit</translation>
    </message>
    <message>
        <source>{0} with parked probes</source>
        <translation>{0} mit geparkten Sonden</translation>
    </message>
    <message>
        <source>{0} {1} from here.</source>
        <translation>{0} {1} (von hier aus).</translation>
    </message>
    <message>
        <source>{0} {1} where most was scanned</source>
        <translation>{0} {1} an der am meisten gescannten Stelle</translation>
    </message>
    <message>
        <source>{0} · stemviewer</source>
        <translation>{0} · stemviewer</translation>
    </message>
    <message>
        <source>{0} · {1} unreadable</source>
        <translation>{0} · {1} unlesbar</translation>
    </message>
    <message>
        <source>{0} Å/s at {1:.0f}°</source>
        <translation>{0} Å/s bei {1:.0f}°</translation>
    </message>
    <message>
        <source>{0} — stemviewer review</source>
        <translation>{0} — stemviewer, Durchsicht</translation>
    </message>
    <message>
        <source>{0}, black level {1} ({2})</source>
        <translation>{0}, Dunkelwert {1} ({2})</translation>
    </message>
    <message>
        <source>{0}, {1} sessions</source>
        <translation>{0}, {1} Sitzungen</translation>
    </message>
    <message>
        <source>{0}. The plain filter is shown instead.</source>
        <translation>{0}. Stattdessen wird der einfache Filter gezeigt.</translation>
    </message>
    <message>
        <source>{0}/frame</source>
        <translation>{0}/Frame</translation>
    </message>
    <message>
        <source>{0}: bring back</source>
        <translation>{0}: zurückholen</translation>
    </message>
    <message>
        <source>{0}: error of setting the points, half a pixel each · {1}</source>
        <translation>{0}: Fehler beim Setzen der Punkte, je ein halbes Pixel · {1}</translation>
    </message>
    <message>
        <source>{0}: gain and black level are unknown: only raw units are shown.</source>
        <translation>{0}: Verstärkung und Dunkelwert sind unbekannt: nur Rohwerte werden gezeigt.</translation>
    </message>
    <message>
        <source>{0}: running, {1:.0f} s</source>
        <translation>{0}: läuft, {1:.0f} s</translation>
    </message>
    <message>
        <source>{0}: the outer radius must be the larger one.</source>
        <translation>{0}: der äußere Radius muss der größere sein.</translation>
    </message>
    <message>
        <source>{0}: writing …</source>
        <translation>{0}: wird geschrieben …</translation>
    </message>
    <message>
        <source>{0}: written into the session; fixed while recording.</source>
        <translation>{0}: steht in der Sitzung; fest während der Aufzeichnung.</translation>
    </message>
    <message>
        <source>{0}: {1:g} to {2:g}{3}</source>
        <translation>{0}: {1:g} bis {2:g}{3}</translation>
    </message>
    <message>
        <source>{0}: {1} of {2}{3}.</source>
        <translation>{0}: {1} von {2}{3}.</translation>
    </message>
    <message>
        <source>{0}: {1} to {2}{3}</source>
        <translation>{0}: {1} bis {2}{3}</translation>
    </message>
    <message>
        <source>{0}: {1}, as the instrument states.</source>
        <translation>{0}: {1}, wie das Gerät angibt.</translation>
    </message>
    <message>
        <source>{0}: {1}. {2}. {3} old.</source>
        <translation>{0}: {1}. {2}. {3} alt.</translation>
    </message>
    <message>
        <source>{0}; content credentials: {1}</source>
        <translation>{0}; Inhaltsnachweis: {1}</translation>
    </message>
    <message>
        <source>{0}{1} a frame · {2} frames/s</source>
        <translation>{0}{1} je Frame · {2} Frames/s</translation>
    </message>
    <message>
        <source>{0}{1} of {2} aligned frames for the next look.</source>
        <translation>{0}{1} von {2} ausgerichteten Frames für den nächsten Blick.</translation>
    </message>
    <message>
        <source>Å/px unknown</source>
        <translation>Å/px unbekannt</translation>
    </message>
    <message>
        <source>“{0}” is taken. Another name of the layout “{1}”</source>
        <translation>„{0}“ ist vergeben. Anderer Name der Anordnung „{1}“</translation>
    </message>
    <message>
        <source>←  This one</source>
        <translation>←  Dieses</translation>
    </message>
    <message>
        <source>↓  No difference</source>
        <translation>↓  Kein Unterschied</translation>
    </message>
    <message>
        <source>■ End recording</source>
        <translation>■ Aufzeichnung beenden</translation>
    </message>
    <message>
        <source>■ spent</source>
        <translation>■ verbraucht</translation>
    </message>
    <message>
        <source>▲ The last frame could not be placed.</source>
        <translation>▲ Der letzte Frame ließ sich nicht zuordnen.</translation>
    </message>
    <message>
        <source>▲ The probe is smaller than a pixel: the probe-limited dose is the true one.</source>
        <translation>▲ Die Sonde ist kleiner als ein Pixel: die sondenbegrenzte Dosis ist die wahre.</translation>
    </message>
    <message>
        <source>▲ The view is not kept now: {0}.</source>
        <translation>▲ Die Ansicht wird jetzt nicht gehalten: {0}.</translation>
    </message>
    <message>
        <source>▲ false lattice? unseen electrons do not show the {0} at {1}{2}</source>
        <translation>▲ falsches Gitter? ungesehene Elektronen zeigen {0} bei {1} nicht{2}</translation>
    </message>
    <message>
        <source>▲ nearly spent</source>
        <translation>▲ fast verbraucht</translation>
    </message>
    <message>
        <source>▲ out of range</source>
        <translation>▲ außerhalb des Bereichs</translation>
    </message>
    <message>
        <source>▲ {0} % of the electrons sent are counted in {1}.</source>
        <translation>▲ {0} % der gesendeten Elektronen sind in {1} gezählt.</translation>
    </message>
    <message>
        <source>▲ {0} came too fast to be kept</source>
        <translation>▲ {0} kamen zu schnell, um zu bleiben</translation>
    </message>
    <message>
        <source>▲ {0} is taken by {1}.</source>
        <translation>▲ {0} gehört schon zu {1}.</translation>
    </message>
    <message>
        <source>▲ {0} problems · see Session</source>
        <translation>▲ {0} Befunde · siehe Sitzung</translation>
    </message>
    <message>
        <source>▲ {0} times as many electrons counted as sent: current, dwell or calibration is wrong.</source>
        <translation>▲ {0}-mal so viele Elektronen gezählt wie gesendet: Strom, Verweilzeit oder Kalibrierung ist falsch.</translation>
    </message>
    <message>
        <source>▲ {0} {1} are spent here already: {2}.</source>
        <translation>▲ {0} {1} sind hier schon verbraucht: {2}.</translation>
    </message>
    <message>
        <source>▶  Play</source>
        <translation>▶  Abspielen</translation>
    </message>
    <message>
        <source>▷ REPLAY</source>
        <translation>▷ WIEDERGABE</translation>
    </message>
    <message>
        <source>◆ edge of range</source>
        <translation>◆ Rand des Bereichs</translation>
    </message>
    <message>
        <source>○ evidence not available: {0}</source>
        <translation>○ Evidenz nicht verfügbar: {0}</translation>
    </message>
    <message>
        <source>○ evidence: no frame tested yet</source>
        <translation>○ Evidenz: noch kein Frame getestet</translation>
    </message>
    <message>
        <source>○ range not judged yet</source>
        <translation>○ Bereich noch nicht beurteilt</translation>
    </message>
    <message>
        <source>◌ preparing {0} …</source>
        <translation>◌ {0} wird vorbereitet …</translation>
    </message>
    <message>
        <source>● Every action has its default key.</source>
        <translation>● Jede Aktion hat ihre Vorgabetaste.</translation>
    </message>
    <message>
        <source>● Record</source>
        <translation>● Aufzeichnen</translation>
    </message>
    <message>
        <source>● The view is kept; it has not had to move yet.</source>
        <translation>● Die Ansicht wird gehalten; sie musste sich noch nicht bewegen.</translation>
    </message>
    <message>
        <source>● The view is kept; moved {0} ×, shift now {1}, {2} nm (down, right).</source>
        <translation>● Die Ansicht wird gehalten; {0} × bewegt, Verschiebung jetzt {1}, {2} nm (unten, rechts).</translation>
    </message>
    <message>
        <source>● followed</source>
        <translation>● verfolgt</translation>
    </message>
    <message>
        <source>● followed; a rate needs four frames</source>
        <translation>● verfolgt; für eine Rate braucht es vier Frames</translation>
    </message>
    <message>
        <source>● in range</source>
        <translation>● im Bereich</translation>
    </message>
    <message>
        <source>● verified · {0} frames · {1}</source>
        <translation>● geprüft · {0} Frames · {1}</translation>
    </message>
    <message>
        <source>❚❚  Pause</source>
        <translation>❚❚  Pause</translation>
    </message>
</context>
</TS>
