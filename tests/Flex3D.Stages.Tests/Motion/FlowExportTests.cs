using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using Flex3D.Stages.Model;
using Flex3D.Stages.Motion;
using Flex3D.Stages.Tests.Formats;
using Flex3D.Stages.Tests.Model;

namespace Flex3D.Stages.Tests.Motion;

/// <summary>The archive of flows, read by the description of NumPy's format alone.</summary>
public sealed class FlowExportTests
{
    private static readonly FlexModel s_model = SampleModel.Create(particles: 300);

    private static void Write(string path, int[] particles, int threads, int[]? rows = null, Action<int>? written = null, CancellationToken stop = default) =>
        FlowExport.Write(path, s_model, () => new FlowField(s_model), particles, rows, threads, written ?? (_ => { }), stop);

    [Fact]
    public void Vertices_particles_and_flows_stand_in_arrays_of_numpy()
    {
        using var folder = new TemporaryFolder();
        int counted = 0;
        Write(folder["f.npz"], [.. Enumerable.Range(0, 300)], 2, [.. Enumerable.Range(0, 300).Select(i => 2 * i + 1)], count => counted += count);
        counted.ShouldBe(300);
        (string header, byte[] bytes) = Read(folder["f.npz"], "vertices.npy");
        header.ShouldContain("'descr': '<f4', 'fortran_order': False, 'shape': (5, 3)");
        MemoryMarshal.Cast<byte, float>(bytes).ToArray().ShouldBe(s_model.Mesh.Vertices);
        (header, bytes) = Read(folder["f.npz"], "particles.npy");
        header.ShouldContain("'descr': '<i4', 'fortran_order': False, 'shape': (300,)");
        MemoryMarshal.Cast<byte, int>(bytes)[299].ShouldBe(599);
        (header, bytes) = Read(folder["f.npz"], "flows.npy");
        header.ShouldContain("'descr': '<f4', 'fortran_order': False, 'shape': (300, 5, 3)");
        float[] flows = MemoryMarshal.Cast<byte, float>(bytes).ToArray(), one = new float[15];
        flows.Length.ShouldBe(300 * 15);
        for (int particle = 0; particle < 300; particle += 37)
        {
            new FlowField(s_model).Flows(s_model.Latents.AsSpan(2 * particle, 2), 1, one);
            for (int vertex = 0; vertex < 5; vertex++)
            {
                for (int axis = 0; axis < 3; axis++)
                {
                    flows[(particle * 5 + vertex) * 3 + axis].ShouldBe(one[axis * 5 + vertex]);
                }
            }
        }
    }

    [Fact]
    public void The_bytes_do_not_depend_on_the_threads_and_some_particles_are_those_of_all()
    {
        using var folder = new TemporaryFolder();
        Write(folder["one.npz"], [.. Enumerable.Range(0, 300)], 1);
        Write(folder["five.npz"], [.. Enumerable.Range(0, 300)], 5);
        File.ReadAllBytes(folder["five.npz"]).ShouldBe(File.ReadAllBytes(folder["one.npz"]));
        Write(folder["some.npz"], [7, 290, 3], 2);
        byte[] all = Read(folder["one.npz"], "flows.npy").Bytes, some = Read(folder["some.npz"], "flows.npy").Bytes;
        some.ShouldBe([.. all.AsSpan(7 * 60, 60), .. all.AsSpan(290 * 60, 60), .. all.AsSpan(3 * 60, 60)]);
        MemoryMarshal.Cast<byte, int>(Read(folder["some.npz"], "particles.npy").Bytes).ToArray().ShouldBe([7, 290, 3]);
    }

    [Fact]
    public void A_stop_leaves_no_file()
    {
        using var folder = new TemporaryFolder();
        using var stop = new CancellationTokenSource();
        Should.Throw<OperationCanceledException>(() => Write(folder["f.npz"], [.. Enumerable.Range(0, 300)], 1, written: _ => stop.Cancel(), stop: stop.Token));
        Directory.GetFiles(Path.GetDirectoryName(folder["f.npz"])!).ShouldBeEmpty();
    }

    private static (string Header, byte[] Bytes) Read(string path, string name)
    {
        using ZipArchive archive = ZipFile.OpenRead(path);
        using var bytes = new MemoryStream();
        using (Stream entry = archive.GetEntry(name)!.Open())
        {
            entry.CopyTo(bytes);
        }
        byte[] all = bytes.ToArray();
        all.AsSpan(0, 8).ToArray().ShouldBe([0x93, .. "NUMPY"u8, 1, 0]);
        int length = BitConverter.ToUInt16(all, 8);
        ((10 + length) % 64).ShouldBe(0);
        return (Encoding.ASCII.GetString(all, 10, length), all[(10 + length)..]);
    }
}
