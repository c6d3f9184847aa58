using System.Text.Json;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Maps;

namespace Flex3D.Pipeline.Tests.Whole;

/// <summary>What is wrong is said in one sentence that names file, place, what was found and what was expected, with exit code 2.</summary>
public sealed class BadInputTests(TinyParticles tiny) : SpoiledFolder(tiny)
{
    private static void WriteMap(string path, int box, double pixel) => MrcMap.Write(path, new DensityMap(box, pixel), "of another size");

    private string WriteStack(string name, int box)
    {
        using MrcStackWriter writer = MrcStackWriter.Create(In(name), box, TinyParticles.Pixel);
        for (int i = 0; i < TinyParticles.Count; i++)
        {
            writer.Append([.. Enumerable.Range(0, box * box).Select(p => (float)((p * 7919 + i) % 13))]);
        }
        writer.Commit();
        return In(name);
    }

    [Fact]
    public async Task Good_input_is_taken()
    {
        await Flex.DoneAsync(Prep());
        File.Exists(In("run/prep/particles.mrcs")).ShouldBeTrue();
    }

    [Fact]
    public Task Particles_without_poses()
    {
        ChangeStar(text => text.Replace("_rlnAngleTilt", "_rlnAnglePhi"));
        return Flex.RefusedAsync(Prep(), Star, "line ", "_rlnAngleTilt", "orientation");
    }

    [Fact]
    public Task Particles_without_a_ctf()
    {
        ChangeStar(text => text.Replace("_rlnDefocusU ", "_rlnDefocusX "));
        return Flex.RefusedAsync(Prep(), Star, "line ", "_rlnDefocusU", "the CTF of every particle");
    }

    [Fact]
    public Task Particles_that_are_none()
    {
        ChangeStar(text => string.Concat(text.Split('\n').Where(line => !line.Contains('@')).Select(line => line + "\n")));
        return Flex.RefusedAsync(Prep(), Star, "line ", "without rows", "at least one particle");
    }

    [Fact]
    public Task A_particle_whose_angle_is_no_number()
    {
        ChangeStar(text => text.Replace("-3.784343", "nan"));
        int line = Array.FindIndex(File.ReadAllLines(Star), text => text.Contains(" nan ")) + 1;
        return Flex.RefusedAsync(Prep(), Star, $"line {line}", "_rlnAngleRot", "nan");
    }

    [Fact]
    public Task A_stack_that_is_missing()
    {
        File.Delete(Stack);
        return Flex.RefusedAsync(Prep(), Star, "line ", "image stack 'particles_000.mrcs'", "an existing file", "--data-dir");
    }

    [Fact]
    public Task A_stack_cut_in_its_header()
    {
        Cut(500);
        return Flex.RefusedAsync(Prep(), Stack, "byte 500", "1024 bytes");
    }

    [Fact]
    public async Task A_stack_cut_at_the_boundary_of_an_image()
    {
        int end = TinyParticles.HeaderBytes + 40 * TinyParticles.ImageBytes;
        Cut(end);
        await Flex.RefusedAsync(Prep(), Stack, $"image 41 of {TinyParticles.Count}, byte {end}", "the end of the file");
        File.Exists(In("run/prep/particles.mrcs")).ShouldBeFalse();
        Directory.GetFiles(In("run/prep")).Select(Path.GetFileName).ShouldBe(["check.json", "particles.bin"], ignoreOrder: true, "what is there is whole; the stack that was begun is taken away");
    }

    [Fact]
    public Task A_stack_cut_a_byte_before_the_boundary_of_an_image()
    {
        int end = TinyParticles.HeaderBytes + 40 * TinyParticles.ImageBytes - 1;
        Cut(end);
        return Flex.RefusedAsync(Prep(), Stack, $"image 40 of {TinyParticles.Count}, byte {end}", "the end of the file", $"{TinyParticles.ImageBytes} bytes");
    }

    [Fact]
    public Task A_stack_a_byte_too_long()
    {
        int end = TinyParticles.HeaderBytes + TinyParticles.Count * TinyParticles.ImageBytes;
        Cut(end + 1);
        return Flex.RefusedAsync(Prep(), Stack, $"byte {end}", "1 bytes after the last sample", $"{end} bytes");
    }

    [Fact]
    public Task A_stack_with_fewer_images_than_the_table_names()
    {
        ChangeStar(text => text.Replace("000064@", "000065@"));
        return Flex.RefusedAsync(Prep(), Stack, "image 65", $"a stack of {TinyParticles.Count} images");
    }

    [Fact]
    public Task A_particle_that_is_not_finite()
    {
        using (FileStream stream = File.OpenWrite(Stack))
        {
            stream.Position = TinyParticles.HeaderBytes + 5 * TinyParticles.ImageBytes + sizeof(float) * (2 * TinyParticles.Box + 3);
            stream.Write(BitConverter.GetBytes(float.NaN));
        }
        return Flex.RefusedAsync(Prep(), Stack, "particle 6 (image 6), pixel x 3, y 2", "NaN", "finite");
    }

    [Fact]
    public Task A_stack_of_another_box_than_the_first()
    {
        WriteStack("other.mrcs", 48);
        ChangeStar(text => text.Replace("000064@particles_000.mrcs", "000064@other.mrcs"));
        return Flex.RefusedAsync(Prep(), In("other.mrcs"), "particle 64", "48 × 48", "32 × 32");
    }

    [Fact]
    public Task Images_of_another_box_than_the_table_says()
    {
        ChangeStar(text => text.Replace("3.000000 32 2", "3.000000 64 2"));
        return Flex.RefusedAsync(Prep(), Star, "optics group", "images of 64 pixels", "32, as in the stack", Stack);
    }

    [Fact]
    public async Task Dark_protein()
    {
        byte[] bytes = File.ReadAllBytes(Stack);
        for (int at = TinyParticles.HeaderBytes; at < bytes.Length; at += sizeof(float))
        {
            bytes[at + 3] ^= 0x80; // the sign
        }
        File.WriteAllBytes(Stack, bytes);
        await Flex.RefusedAsync(Prep(), Star, "protein is dark in the images", "invertContrast");
        await Flex.RefusedAsync(Prep("--check", "off"), Star, Map, "anticorrelate", "white", "invertContrast");
        await Flex.DoneAsync(Prep("--invert-contrast"));
    }

    [Theory]
    [InlineData(7)]
    [InlineData(33)]
    public Task Particles_of_an_odd_box(int box)
    {
        File.Move(WriteStack("odd.mrcs", box), Stack, overwrite: true);
        return Flex.RefusedAsync(Prep(), Star, $"a box of {box}", "an even box", $"relion_image_handler --new_box {box - 1}", "Downsample Particles");
    }

    [Theory]
    [InlineData("31", "a box of 31", "even")]
    [InlineData("7", "'7' for 'trainingBox'", "from 8 to 2048")]
    [InlineData("64", "64", "at most the images' box, 32")]
    public Task A_training_box_that_cannot_be(string box, string found, string expected) => Flex.RefusedAsync(Prep("--training-box", box), "raining", found, expected);

    [Theory]
    [InlineData("7", "'7' for 'box'", "from 8 to 2048")]
    [InlineData("33", "a box of 33", "even")]
    public Task A_simulated_box_that_cannot_be(string box, string found, string expected) =>
        Flex.RefusedAsync(["simulate", "--out", In("sim"), "--structures", .. TinyParticles.Structures, "--box", box], found, expected);

    [Theory]
    [InlineData("--latent-dimension", "0", "a whole number from 1 to 8")]
    [InlineData("--latent-dimension", "9", "a whole number from 1 to 8")]
    [InlineData("--lambda", "-1", "a number of at least 0, or auto")]
    [InlineData("--lambda", "nan", "a number of at least 0, or auto")]
    [InlineData("--layers", "1", "a whole number from 2 to 8")]
    [InlineData("--epochs", "0", "a whole number from 1 to 10000")]
    [InlineData("--device", "cuda:x", "cpu, cuda:0, cuda:all, opencl:0 or opencl:all, or auto")]
    public Task A_setting_of_training_out_of_its_range(string option, string value, string expected) =>
        Flex.RefusedAsync(["train", "--out", In("run"), option, value], option, $"'{value}'", expected);

    [Fact]
    public async Task A_mesh_that_does_not_cover_the_mask()
    {
        await Flex.DoneAsync(Prep());
        File.WriteAllText(In("small.json"), """
            {"format": "flex3d-mesh", "version": 1, "vertices": [[0, 0, 0], [9, 0, 0], [0, 9, 0], [0, 0, 9]], "cells": [[0, 1, 2, 3]]}
            """);
        await Flex.RefusedAsync(["mesh", "--from", In("run"), "--out", In("mesh"), "--file", In("small.json")], In("small.json"), "% of the voxels of the mask uncovered", "at most 10 %");
        File.WriteAllText(In("flat.json"), """
            {"format": "flex3d-mesh", "version": 1, "vertices": [[0, 0, 0], [9, 0, 0], [0, 9, 0], [9, 9, 0]], "cells": [[0, 1, 2, 3]]}
            """);
        await Flex.RefusedAsync(["mesh", "--from", In("run"), "--out", In("mesh"), "--file", In("flat.json")], In("flat.json"), "cells[0]", "flat cell");
    }

    [Fact]
    public async Task A_micelle_mask_that_is_empty()
    {
        await Flex.DoneAsync(Prep());
        WriteMap(In("micelle.mrc"), 32, 3);
        await Flex.RefusedAsync(["mesh", "--from", In("run"), "--out", In("mesh"), "--micelle-mask", In("micelle.mrc")], In("micelle.mrc"), "an empty mask");
    }

    [Fact]
    public async Task A_step_whose_earlier_step_is_missing()
    {
        await Flex.RefusedAsync(["prep", "--out", In("a")], "inputs.particles", "nothing", "a simulate step");
        await Flex.RefusedAsync(["mesh", "--out", In("b")], "prepared.json", "no prepared particles", "prep");
        await Flex.DoneAsync(Prep());
        await Flex.RefusedAsync(["train", "--from", In("run"), "--out", In("c")], "mesh.json", "no mesh", "a mesh step");
        await Flex.RefusedAsync(["reconstruct", "--from", In("run"), "--out", In("d")], "model.npz", "no model", "a train step");
        await Flex.RefusedAsync(["generate", In("run"), "--out", In("e")], In("run"), "no model", "has been trained");
        await Flex.RefusedAsync(["movie", In("run")], In("run"), "no model", "has been trained");
        await Flex.RefusedAsync(["train", "--from", In("nowhere"), "--out", In("f")], In("nowhere"), "no run.yaml", "the folder of a run");
    }

    [Fact]
    public async Task A_mistake_can_be_mended_in_the_same_folder()
    {
        byte[] good = File.ReadAllBytes(Mask);
        ChangeMap(Mask, Array.Clear);
        await Flex.RefusedAsync(Prep(), Mask);
        JsonElement status = JsonDocument.Parse(File.ReadAllText(In("run/status.json"))).RootElement;
        status.GetProperty("state").GetString().ShouldBe("failed");
        status.GetProperty("exitCode").GetInt32().ShouldBe(2);
        status.GetProperty("message").GetString()!.ShouldContain("an empty mask");
        File.WriteAllBytes(Mask, good);
        await Flex.DoneAsync(Prep());
        await Flex.RefusedAsync(Prep(), In("run"), "the folder of another run", "flex3d resume");
    }
}
