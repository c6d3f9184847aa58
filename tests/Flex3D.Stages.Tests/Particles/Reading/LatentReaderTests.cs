using Flex3D.Stages.Particles.Reading;

namespace Flex3D.Stages.Tests.Particles.Reading;

public class LatentReaderTests
{
    [Theory]
    [InlineData("particle,z0\n0,1\n", "no line for particle 1")]
    [InlineData("particle,z0\n0,1\n0,2\n", "a second time")]
    [InlineData("particle,z0\n0,1\n2,2\n", "'2'")]
    [InlineData("particle,z0\n0,1\n1,x\n", "line 3, column z0")]
    [InlineData("particle,z0\n0,1\n1,NaN\n", "particle 1, axis 0")]
    [InlineData("particle,z0\n0,1\n1,2,3\n", "3 values")]
    [InlineData("a,b\n", "line 1")]
    [InlineData("z0,b\n", "line 1")]
    [InlineData("z1,z0\n", "line 1")]
    [InlineData("particle,z0,z2\n", "line 1")]
    [InlineData("contrast\n", "line 1")]
    [InlineData("", "line 1")]
    [InlineData("z0\n1\n", "1 particles")]
    public void Bad_csv_is_refused(string text, string says)
    {
        using var folder = new TemporaryFolder();
        Refusal.Says(() => LatentReader.Read(folder.Text("z.csv", text), 2), "z.csv", says);
    }

    [Fact]
    public void Rows_without_numbers_are_taken_in_order()
    {
        using var folder = new TemporaryFolder();
        LatentReader.Read(folder.Text("frames.csv", "z0,z1\n1,2\n3,4\n")).Values.ShouldBe([1, 2, 3, 4]);
    }

    [Theory]
    [InlineData("<f4", false)]
    [InlineData("<f8", false)]
    [InlineData("<f4", true)]
    public void A_numpy_array_is_read_in_either_order(string type, bool fortran)
    {
        using var folder = new TemporaryFolder();
        double[] stored = fortran ? [1, 3, 5, 2, 4, 6] : [1, 2, 3, 4, 5, 6];
        string path = Npy(folder, type, fortran, "(3, 2)", [.. stored.SelectMany(v => type == "<f4" ? BitConverter.GetBytes((float)v) : BitConverter.GetBytes(v))]);
        (float[] values, int dimensions) = LatentReader.Read(path, 3);
        dimensions.ShouldBe(2);
        values.ShouldBe([1, 2, 3, 4, 5, 6]);
    }

    [Theory]
    [InlineData("<i4", "(2, 1)", 8, "<i4")]
    [InlineData(">f4", "(2, 1)", 8, ">f4")]
    [InlineData("<f4", "(2, 1, 1)", 8, "2, 1, 1")]
    [InlineData("<f4", "(0, 1)", 0, "0, 1")]
    [InlineData("<f4", "(2, 1)", 7, "7 bytes of data")]
    [InlineData("<f4", "(4000000000000, 4000000000000)", 8, "8 bytes of data")]
    [InlineData("<f4", "(3, 1)", 12, "3 particles")]
    public void Another_array_is_refused(string type, string shape, int bytes, string says)
    {
        using var folder = new TemporaryFolder();
        Refusal.Says(() => LatentReader.Read(Npy(folder, type, false, shape, new byte[bytes]), 2), "z.npy", says);
    }

    [Fact]
    public void A_pickle_is_refused_with_how_to_make_an_array_of_it()
    {
        Refusal.Says(() => LatentReader.Read("z.24.pkl", 2), "z.24.pkl", "a Python pickle");
        Refusal.Says(() => LatentReader.Read("z.24.pkl", 2), "z.24.pkl", "numpy.save(");
    }

    // As numpy.save writes it: magic, version 1.0, length of the header, the header padded to 64 bytes, the numbers.
    private static string Npy(TemporaryFolder folder, string type, bool fortran, string shape, byte[] data)
    {
        string header = $"{{'descr': '{type}', 'fortran_order': {(fortran ? "True" : "False")}, 'shape': {shape}, }}".PadRight(117) + "\n";
        return folder.Bytes("z.npy", [0x93, .. "NUMPY"u8, 1, 0, 118, 0, .. System.Text.Encoding.ASCII.GetBytes(header), .. data]);
    }

    [Fact]
    public void Other_columns_of_the_state_are_passed_over()
    {
        using var folder = new TemporaryFolder();
        (float[] values, int dimensions) = LatentReader.Read(folder.Text("z.csv", "particle,z0,z1,contrast\n1,3,4,0.9\n0,1,2,1.1\n"), 2);
        dimensions.ShouldBe(2);
        values.ShouldBe([1, 2, 3, 4]);
    }
}
