using System.Globalization;
using System.Xml.Linq;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Validation;

namespace Flex3D.Tests.Validation;

public sealed class FscXmlTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-fsc-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    [Fact]
    public void Every_shell_is_a_coordinate_in_inverse_Angstrom_in_order()
    {
        FscXml.Write(In("fsc.xml"), "half-maps & <masks>", [1, 0.9, 0.5, -1.25, 0.01], 80);
        XElement root = XDocument.Load(In("fsc.xml")).Root!;
        root.Name.LocalName.ShouldBe("fsc");
        root.Attributes().Select(a => (a.Name.LocalName, a.Value)).ShouldBe([("title", "half-maps & <masks>"), ("xaxis", "Resolution (A-1)"), ("yaxis", "Correlation Coefficient")]);
        root.Elements().ShouldAllBe(e => e.Name.LocalName == "coordinate" && string.Join(' ', e.Elements().Select(c => c.Name.LocalName)) == "x y");
        (double, double)[] points = [.. root.Elements().Select(e => (Value(e, "x"), Value(e, "y")))];
        points.ShouldBe([(0, 1), (0.0125, 0.9), (0.025, 0.5), (0.0375, -1), (0.05, 0.01)]);
        File.ReadAllText(In("fsc.xml")).ShouldStartWith("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<fsc title=");

        static double Value(XElement point, string name) => double.Parse(point.Element(name)!.Value, CultureInfo.InvariantCulture);
    }

    [Fact]
    public void A_curve_is_read_from_the_csv_by_its_column()
    {
        File.WriteAllText(In("fsc.csv"), "shell,resolution_angstrom,flex_corrected,rigid_corrected\n0,inf,1.000000,\n1,80,0.5,\n2,40,-0.25,\n");
        FscFiles.ReadCurve(In("fsc.csv"), "flex_corrected").ShouldBe([1, 0.5, -0.25]);
        Should.Throw<InputException>(() => FscFiles.ReadCurve(In("fsc.csv"), "rigid_corrected")).Message.ShouldContain("line 2: found '' for 'rigid_corrected'");
        Should.Throw<InputException>(() => FscFiles.ReadCurve(In("fsc.csv"), "other")).Message.ShouldContain("no column 'other'");
        File.WriteAllText(In("cut.csv"), "shell,flex_corrected\n0\n");
        Should.Throw<InputException>(() => FscFiles.ReadCurve(In("cut.csv"), "flex_corrected")).Message.ShouldContain("1 columns");
    }
}
