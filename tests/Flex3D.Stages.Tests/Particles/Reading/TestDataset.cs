using System.Text;

namespace Flex3D.Stages.Tests.Particles.Reading;

/// <summary>A cryoSPARC dataset in NumPy form, written column by column.</summary>
internal sealed class TestDataset(int rows, ulong firstUid = 1000)
{
    private readonly List<(string Type, Func<int, byte[]> Bytes)> _columns = [];

    public ulong[] Uids { get; init; } = [.. Enumerable.Range(0, rows).Select(i => firstUid + (ulong)i)];

    /// <summary>A dataset with all columns of images, poses and CTF, which <see cref="Add"/> can replace.</summary>
    public static TestDataset Whole(int rows, int box = 24, double pixel = 2, double cs = 2.7, double voltage = 300) => new TestDataset(rows)
        .Text("blob/path", ">s.mrcs").Whole("blob/idx", i => i).Add("blob/psize_A", _ => [pixel]).Whole("blob/shape", _ => box, 2)
        .Ctf(cs, voltage).Poses();

    public TestDataset Ctf(double cs = 2.7, double voltage = 300) => Add("ctf/accel_kv", _ => [voltage]).Add("ctf/cs_mm", _ => [cs]).Add("ctf/amp_contrast", _ => [0.1])
        .Add("ctf/df1_A", i => [12000 + 100 * i]).Add("ctf/df2_A", i => [11000 + 100 * i]).Add("ctf/df_angle_rad", i => [0.4 + i]);

    public TestDataset Poses(string prefix = "alignments3D") => Add(prefix + "/pose", i => [0.3 + i, -0.2 * i, 0.5]).Add(prefix + "/shift", i => [1.2 * i - 1, 0.7]).Whole(prefix + "/split", i => i % 2);

    public TestDataset Add(string name, Func<int, double[]> values)
    {
        _columns.RemoveAll(column => column.Type.Contains($"'{name}'"));
        int count = values(0).Length;
        _columns.Add(($"('{name}', '<f4'{(count == 1 ? "" : $", ({count},)")})", i => [.. values(i).SelectMany(value => BitConverter.GetBytes((float)value))]));
        return this;
    }

    public TestDataset Whole(string name, Func<int, int> value, int times = 1)
    {
        _columns.Add(($"('{name}', '<u4'{(times == 1 ? "" : $", ({times},)")})", i => [.. Enumerable.Repeat(value(i), times).SelectMany(BitConverter.GetBytes)]));
        return this;
    }

    public TestDataset Text(string name, string text)
    {
        _columns.Add(($"('{name}', '|S{text.Length}')", _ => Encoding.ASCII.GetBytes(text)));
        return this;
    }

    public byte[] Bytes()
    {
        string literal = $"{{'descr': [('uid', '<u8'), {string.Join(", ", _columns.Select(column => column.Type))}], 'fortran_order': False, 'shape': ({Uids.Length},), }}";
        List<byte> bytes = [0x93, .. "NUMPY"u8, 1, 0, .. BitConverter.GetBytes((ushort)literal.Length), .. Encoding.ASCII.GetBytes(literal)];
        for (int i = 0; i < Uids.Length; i++)
        {
            bytes.AddRange(BitConverter.GetBytes(Uids[i]));
            foreach ((_, Func<int, byte[]> column) in _columns)
            {
                bytes.AddRange(column(i));
            }
        }
        return [.. bytes];
    }
}
